package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.doctor.Findings.Problem;
import dev.headrace.functions.Settings;
import dev.headrace.functions.SettingsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the functions of a deployment by their entry points, whatever they are called, and sees to
 * it that they fit together.
 *
 * @param region where to look; everywhere if it is not said
 * @param installation which one, where a project has several
 * @param storage where this machine reaches Cloud Storage, if not at Google's address
 */
record FunctionsCheck(
    GoogleApis apis,
    String project,
    Optional<String> region,
    Optional<String> installation,
    Optional<URI> storage) {
  private static final String DEFAULT_ACCOUNT = "-compute@developer.gserviceaccount.com";

  /** With which the settings begin that all functions of a deployment share. */
  private static final List<String> SHARED =
      List.of(
          "HEADRACE_PROJECT",
          "HEADRACE_REGION",
          "HEADRACE_INSTALLATION",
          "HEADRACE_LANDING_BUCKET",
          "HEADRACE_LAKE_BUCKET",
          "HEADRACE_CONTROL_BUCKET",
          "HEADRACE_OUTCOMES_BUCKET",
          "HEADRACE_CODE_BUCKET",
          "HEADRACE_SERVICE_ACCOUNT");

  /**
   * The deployment, if enough of it is there to look further.
   *
   * @throws Failure when there are several and none was named
   */
  Optional<Deployment> look(Findings findings) {
    String path = "/v2/projects/" + project + "/locations/" + region.orElse("-") + "/functions";
    Reply reply = apis.list(GoogleApi.FUNCTIONS, path, "functions");
    return findings
        .usable("functions", reply, "roles/cloudfunctions.viewer on " + project)
        .flatMap(found -> deployment(found.json().path("functions"), findings));
  }

  private Optional<Deployment> deployment(JsonNode functions, Findings findings) {
    SortedMap<String, Map<Part, DeployedFunction>> deployments = new TreeMap<>();
    for (JsonNode json : functions) {
      Part.of(json.path("buildConfig").path("entryPoint").asText())
          .map(part -> new DeployedFunction(part, json))
          .filter(found -> installation.isEmpty() || isOf(found, installation.get()))
          .ifPresent(
              found ->
                  deployments
                      .computeIfAbsent(
                          found.installation() + " in " + found.region(),
                          key -> new EnumMap<>(Part.class))
                      .put(found.part(), found));
    }
    if (deployments.size() > 1) {
      throw Failure.usage(
          "Project " + project + " has several deployments: which one?",
          "Name one with --installation and --region: "
              + String.join(", ", deployments.keySet())
              + ".");
    }
    if (deployments.isEmpty()) {
      findings.bad(
          "functions",
          "project "
              + project
              + " has none of Headrace"
              + region.map(name -> " in " + name).orElse(""),
          "Run \"terraform apply\" there, or mind --project, --region and --installation.");
      return Optional.empty();
    }
    return judge(deployments.get(deployments.firstKey()), findings);
  }

  private static boolean isOf(DeployedFunction function, String name) {
    return function.installation().equals(name);
  }

  private Optional<Deployment> judge(Map<Part, DeployedFunction> functions, Findings findings) {
    DeployedFunction any = functions.values().iterator().next();
    for (Part part : Part.NEEDED) {
      if (!functions.containsKey(part)) {
        findings.bad(
            "function " + part.word(),
            "is missing: no function has the entry point " + part.entryPoint(),
            "Run \"terraform apply\": it makes those that are missing.");
      }
    }
    functions.forEach(
        (part, function) ->
            findings.add(
                "function " + part.word(),
                problems(function, any),
                "active as " + function.id() + ", runs as " + function.account()));
    Optional<Settings> settings =
        functions.values().stream().flatMap(function -> readable(function).stream()).findFirst();
    if (settings.isEmpty()) {
      findings.unseen(
          "all else",
          "which buckets and accounts belong to it is not known",
          "Mend the settings of a function first, then run the same command again.");
    }
    return settings.map(read -> new Deployment(project, any.region(), functions, read, storage));
  }

  private Optional<Settings> readable(DeployedFunction function) {
    try {
      return Optional.of(Deployment.settings(function, storage));
    } catch (SettingsException wrong) {
      return Optional.empty();
    }
  }

  private List<Problem> problems(DeployedFunction function, DeployedFunction other) {
    List<Problem> problems = new ArrayList<>();
    String state = function.json().path("state").asText();
    if (!state.equals("ACTIVE")) {
      JsonNode message = function.json().path("stateMessages").path(0).path("message");
      problems.add(
          new Problem(
              "is "
                  + (state.isEmpty() ? "in no state" : state)
                  + (message.isMissingNode() ? "" : ": " + message.asText()),
              "gcloud functions describe "
                  + function.id()
                  + " --region="
                  + function.region()
                  + " --project="
                  + project
                  + " shows why; then \"terraform apply\"."));
    }
    if (function.account().isEmpty() || function.account().endsWith(DEFAULT_ACCOUNT)) {
      problems.add(
          new Problem(
              "runs as the default account of the project, which may do far too much",
              "Give it an account of its own (service_account_email) and \"terraform apply\"."));
    }
    problems.addAll(settingsProblems(function, other));
    return problems;
  }

  private List<Problem> settingsProblems(DeployedFunction function, DeployedFunction other) {
    List<Problem> problems = new ArrayList<>();
    try {
      Deployment.settings(function, storage);
    } catch (SettingsException wrong) {
      wrong
          .problems()
          .forEach(
              problem ->
                  problems.add(
                      new Problem(problem, "Mend its environment variables in Terraform.")));
    }
    var differing = new TreeSet<String>();
    for (String name : SHARED) {
      String own = function.variables().getOrDefault(name, "");
      if (!own.equals(other.variables().getOrDefault(name, ""))) {
        differing.add(name);
      }
    }
    if (!differing.isEmpty()) {
      problems.add(
          new Problem(
              "has other settings than " + other.id() + ": " + String.join(", ", differing),
              "All functions of a deployment share them: \"terraform apply\"."));
    }
    return problems;
  }
}
