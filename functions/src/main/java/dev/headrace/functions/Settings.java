package dev.headrace.functions;

import dev.headrace.functions.caller.CallerCheck;
import dev.headrace.functions.caller.CallerSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where this installation of Headrace lives and what it may use, read from environment variables.
 *
 * @param installation tells this deployment from another in the same project
 * @param serviceAccount as whom jobs run; with {@code {pipeline}} in it, each pipeline's as its own
 * @param invokerAccount as whom Cloud Scheduler calls the functions
 * @param runtimeVersion of the Spark runtime that runs batches
 * @param containerImage what batches run in, instead of the runtime's own image
 * @param sparkProperties sizes and tuning of every batch, as the pipelines do not say
 * @param storageEndpoint another address than Google's, such as a private endpoint; no credentials
 *     are sent to plain http
 * @param scheduleUrl the address of the function that a schedule calls
 * @param reconcileUrl the address of the function that repairs
 * @param callers whom this function serves; only functions need it
 */
public record Settings(
    String project,
    String region,
    String installation,
    Buckets buckets,
    Optional<String> serviceAccount,
    Optional<String> invokerAccount,
    Optional<String> subnetwork,
    String runtimeVersion,
    Optional<String> containerImage,
    Map<String, String> sparkProperties,
    Optional<URI> storageEndpoint,
    Optional<URI> dataprocEndpoint,
    Optional<URI> schedulerEndpoint,
    Optional<URI> bigqueryEndpoint,
    Optional<URI> scheduleUrl,
    Optional<URI> reconcileUrl,
    CallerSettings callers) {

  /** One bucket for each purpose, because an event trigger filters on the bucket only. */
  public record Buckets(
      String landing, String lake, String control, String outcomes, String code) {}

  public Settings {
    sparkProperties = Map.copyOf(sparkProperties);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingsException with every problem at once
   */
  public static Settings of(Map<String, String> variables) {
    var read = new SettingsReader(variables);
    Map<String, String> buckets = new LinkedHashMap<>();
    for (String purpose : new String[] {"LANDING", "LAKE", "CONTROL", "OUTCOMES", "CODE"}) {
      String variable = "HEADRACE_" + purpose + "_BUCKET";
      buckets.put(variable, read.bucket(variable));
    }
    read.refuseSharedBuckets(buckets);
    var settings =
        new Settings(
            read.project("HEADRACE_PROJECT"),
            read.region("HEADRACE_REGION"),
            read.installation("HEADRACE_INSTALLATION", "headrace"),
            new Buckets(
                buckets.get("HEADRACE_LANDING_BUCKET"),
                buckets.get("HEADRACE_LAKE_BUCKET"),
                buckets.get("HEADRACE_CONTROL_BUCKET"),
                buckets.get("HEADRACE_OUTCOMES_BUCKET"),
                buckets.get("HEADRACE_CODE_BUCKET")),
            read.jobAccount("HEADRACE_SERVICE_ACCOUNT"),
            read.account("HEADRACE_INVOKER_ACCOUNT"),
            read.optional("HEADRACE_SUBNETWORK"),
            read.runtimeVersion("HEADRACE_RUNTIME_VERSION", "3.0"),
            read.image("HEADRACE_CONTAINER_IMAGE"),
            read.sparkProperties("HEADRACE_SPARK_PROPERTIES"),
            read.endpoint("HEADRACE_STORAGE_ENDPOINT"),
            read.endpoint("HEADRACE_DATAPROC_ENDPOINT"),
            read.endpoint("HEADRACE_SCHEDULER_ENDPOINT"),
            read.endpoint("HEADRACE_BIGQUERY_ENDPOINT"),
            read.endpoint("HEADRACE_SCHEDULE_URL"),
            read.endpoint("HEADRACE_RECONCILE_URL"),
            new CallerSettings(
                read.callerCheck("HEADRACE_CALLER_CHECK", CallerCheck.SIGNATURE),
                read.list("HEADRACE_AUDIENCES"),
                read.accounts("HEADRACE_CALLERS"),
                read.optional("HEADRACE_TOKEN_ISSUER").orElse("https://accounts.google.com"),
                read.keys(
                    "HEADRACE_TOKEN_KEYS",
                    URI.create("https://www.googleapis.com/oauth2/v3/certs"))));
    read.throwIfAnyProblem();
    return settings;
  }

  /**
   * Whom a function serves, if that can be told.
   *
   * @throws SettingsException when callers are to be checked and there is nothing to check them
   *     with: a function that does not start is seen, and one that is open to all is not
   */
  CallerSettings checkableCallers() {
    List<String> problems = new ArrayList<>();
    if (callers.check() != CallerCheck.PLATFORM) {
      String otherwise = ", or HEADRACE_CALLER_CHECK to platform if IAM alone keeps callers out.";
      if (callers.audiences().isEmpty()) {
        problems.add("HEADRACE_AUDIENCES: is missing. Set it to the function's URL" + otherwise);
      }
      if (callers.accounts().isEmpty()) {
        problems.add(
            "HEADRACE_CALLERS: is missing. Set it to the accounts that may call" + otherwise);
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return callers;
  }

  /** Reads the settings of this process. */
  public static Settings fromEnvironment() {
    return of(System.getenv());
  }
}
