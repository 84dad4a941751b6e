package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.cli.Headrace;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.environment.KnownEnvironments;
import dev.headrace.cli.server.LocalProcess;
import dev.headrace.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor at a deployment that runs, and at one in which things are broken. */
class DoctorIT {
  private static final String LOCATION = "projects/local-headrace/locations/local-region1";
  private static final String SPARK = "spark@local-headrace.iam.gserviceaccount.com";
  private static final String FUNCTIONS = "functions@local-headrace.iam.gserviceaccount.com";

  @TempDir private Path home;
  private Cloud cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = Cloud.start(home, "orders");
  }

  @AfterEach
  void stop() throws IOException {
    cloud.close();
  }

  @Test
  void aDeploymentThatIsWellHasNoProblem() {
    Said said = doctor();

    assertThat(said.out()).endsWith("Nothing is wrong.\n").doesNotContain("bad ", "unseen");
    assertThat(said.exit()).isZero();
    assertThat(
            said.out()
                .lines()
                .filter(line -> line.startsWith("ok "))
                .map(line -> line.split(" {2,}", -1)[1]))
        .containsExactly(
            "APIs",
            "clock",
            "function schedule",
            "function arrival",
            "function advance",
            "function reconcile",
            "function console",
            "trigger arrival",
            "trigger advance",
            "bucket landing",
            "bucket lake",
            "bucket control",
            "bucket outcomes",
            "bucket code",
            "schedule reconcile",
            "schedule orders",
            "roles on the project",
            "roles on landing",
            "roles on lake",
            "roles on control",
            "roles on outcomes",
            "roles on code",
            "callers of schedule",
            "callers of reconcile",
            "callers of arrival",
            "callers of advance",
            "callers of console",
            "account of jobs",
            "canary arrival",
            "canary advance");
  }

  @Test
  void theCanaryStartsNoRunAndLeavesNothing() {
    assertThat(doctor().exit()).isZero();

    cloud.api().settle();
    assertThat(cloud.api().list("landing", "")).isEmpty();
    assertThat(cloud.api().list("outcomes", "")).isEmpty();
    assertThat(cloud.api().list("control", ""))
        .allSatisfy(name -> assertThat(name).startsWith("pipelines/orders/"));
    assertThat(cloud.api().batches()).isEmpty();
  }

  @Test
  void withoutACanaryNothingIsWritten() {
    JsonNode before = cloud.api().get("/local/events");

    assertThat(doctor("--no-canary").exit()).isZero();

    assertThat(cloud.api().get("/local/events")).isEqualTo(before);
  }

  @Test
  void everythingThatIsBrokenIsToldAtOnce() {
    functionsAreWarm();
    disable("dataproc.googleapis.com");
    trigger("arrival", Map.of("retryPolicy", Map.of("maxAttempts", 1)));
    cloud.api().delete("/v1/" + LOCATION + "/triggers/advance");
    bucket("lake", Map.of("softDeletePolicy", Map.of("retentionDurationSeconds", "0")));
    bucket(
        "landing",
        Map.of(
            "lifecycle",
            Map.of(
                "rule",
                List.of(Map.of("action", Map.of("type", "Delete"), "condition", Map.of("age", 1)))),
            "iamConfiguration",
            Map.of("publicAccessPrevention", "inherited")));
    cloud.api().post("/v1/" + LOCATION + "/jobs/headrace-headrace-reconcile:pause", Map.of());
    cloud
        .api()
        .patch(
            "/v1/"
                + LOCATION
                + "/jobs/headrace-headrace-orders?updateMask=attemptDeadline,schedule",
            Map.of("attemptDeadline", "60s", "schedule", "1 2 * * *"));
    policy("control", Map.of("roles/storage.objectUser", SPARK));
    cloud
        .api()
        .post(
            "/v2/" + LOCATION + "/services/schedule:setIamPolicy",
            Map.of(
                "policy", Map.of("bindings", List.of(binding("roles/run.invoker", "allUsers")))));

    Said said = doctor("--wait", "5");

    assertThat(said.exit()).isEqualTo(5);
    assertThat(problems(said))
        .containsExactly(
            "APIs: not enabled: dataproc.googleapis.com",
            "trigger arrival: retry is off: an event that fails once is lost",
            "trigger advance: there is none: nothing wakes advance when an object is written",
            "bucket landing: public access is not prevented",
            "bucket landing: a lifecycle rule deletes objects that are younger than 7 days: a run"
                + " that waits or is tried again misses them",
            "bucket lake: what is deleted or overwritten is gone: soft delete is off, and no"
                + " versions are kept for 7 days",
            "schedule reconcile: is PAUSED: it calls nobody",
            "schedule orders: gives up after 60 s, and the function may work for 120 s: a call that"
                + " goes well counts as failed",
            "schedule orders: ticks at 1 2 * * * Etc/UTC, and the pipeline says 32 0 * * * Etc/UTC",
            "roles on control: " + FUNCTIONS + " may not read and write objects",
            "roles on control: jobs (" + SPARK + ") have roles/storage.objectUser on the state",
            "callers of schedule: scheduler@local-headrace.iam.gserviceaccount.com may not call it",
            "callers of schedule: everybody has roles/run.invoker",
            "canary advance: never came: advance said nothing within 5 s");
    assertThat(said.out())
        .contains(
            "gcloud services enable dataproc.googleapis.com --project=local-headrace",
            "gcloud storage buckets update gs://lake --soft-delete-duration=7d",
            "gcloud scheduler jobs resume headrace-headrace-reconcile --location=local-region1"
                + " --project=local-headrace",
            "gcloud storage buckets add-iam-policy-binding gs://control --member=serviceAccount:"
                + FUNCTIONS
                + " --role=roles/storage.objectUser");
    assertThat(cloud.api().list("outcomes", "")).isEmpty();
  }

  @Test
  void anEventThatIsLostIsWaitedForNoLongerThanAsked() {
    functionsAreWarm();
    cloud
        .api()
        .post(
            "/local/events/knobs",
            Map.of("rules", List.of(Map.of("action", "drop", "bucket", "landing"))));

    Said said = doctor("--wait", "5");

    assertThat(problems(said))
        .containsExactly("canary arrival: never came: arrival said nothing within 5 s");
    assertThat(said.out())
        .contains(
            "canary arrival: Mend what is bad above, the trigger first. If nothing is: gcloud"
                + " functions logs read arrival --region=local-region1 --project=local-headrace")
        .endsWith("1 problem.\n");
    assertThat(said.exit()).isEqualTo(5);
    assertThat(cloud.api().list("landing", "")).isEmpty();
  }

  @Test
  void whatTheCallerMayNotSeeIsToldApartFromWhatIsWrong() {
    fault("cloudresourcemanager.", 403);

    Said said = doctor();

    assertThat(said.out())
        .contains("unseen  roles on the project")
        .contains("Ask for roles/iam.securityReviewer on local-headrace")
        .endsWith("Nothing is wrong; 1 could not be looked at.\n");
    assertThat(said.exit()).isZero();
  }

  @Test
  void anApiThatIsDownHidesNothingElse() {
    fault("eventarc.", 503);
    bucket("code", Map.of("iamConfiguration", Map.of("publicAccessPrevention", "inherited")));

    assertThat(problems(doctor()))
        .containsExactly(
            "trigger arrival: no usable answer: A fault on demand: 503",
            "trigger advance: no usable answer: A fault on demand: 503",
            "bucket code: public access is not prevented");
  }

  @Test
  void aTickThatIsMissingAndOneTooManyAreTold() {
    cloud.api().delete("/v1/" + LOCATION + "/jobs/headrace-headrace-reconcile");
    JsonNode job = cloud.api().get("/v1/" + LOCATION + "/jobs/headrace-headrace-orders");
    cloud.api().delete("/v1/" + LOCATION + "/jobs/headrace-headrace-orders");
    Map<String, Object> other =
        Map.of(
            "name",
            LOCATION + "/jobs/other",
            "schedule",
            "0 0 * * *",
            "timeZone",
            "Etc/UTC",
            "httpTarget",
            Map.of(
                "uri",
                job.path("httpTarget").path("uri").asText(),
                "body",
                "eyJwaXBlbGluZSI6ICJnaG9zdCJ9"));
    cloud.api().post("/v1/" + LOCATION + "/jobs", other);

    assertThat(problems(doctor("--no-canary")))
        .contains(
            "schedule reconcile: there is none: what an event missed is never repaired",
            "schedule orders: there is none: the pipeline never ticks, and its intervals come with"
                + " the next repair at best",
            "schedule other: ticks for ghost, which is not deployed");
  }

  @Test
  void aPausedPipelineMayRest() {
    assertThat(run("pause", "orders").exit()).isZero();

    assertThat(problems(doctor("--no-canary"))).isEmpty();
  }

  @Test
  void whereThereIsNoDeploymentThatIsSaid() {
    assertThat(problems(doctor("--region", "elsewhere")))
        .containsExactly("functions: project local-headrace has none of Headrace in elsewhere");
    assertThat(run("doctor", "--region", "elsewhere").err())
        .contains("Name its project with --project.");
  }

  @Test
  void programsReadTheSame() throws IOException {
    JsonNode all = new ObjectMapper().readTree(doctor("--json").out());

    assertThat(all).hasSize(30);
    assertThat(all.get(0).path("what").asText()).isEqualTo("APIs");
    assertThat(all.get(0).path("mark").asText()).isEqualTo("ok");
    assertThat(all.get(0).has("found")).isTrue();
    assertThat(all.get(0).has("remedy")).isTrue();
  }

  /** The first call of a function takes seconds on a busy machine. */
  private void functionsAreWarm() {
    assertThat(doctor().exit()).isZero();
  }

  // What is broken

  private void disable(String service) {
    cloud.api().post("/v1/projects/local-headrace/services/" + service + ":disable", Map.of());
  }

  private void trigger(String id, Map<String, ?> patch) {
    cloud
        .api()
        .patch(
            "/v1/"
                + LOCATION
                + "/triggers/"
                + id
                + "?updateMask="
                + String.join(",", patch.keySet()),
            patch);
  }

  private void bucket(String name, Map<String, ?> patch) {
    cloud.api().patch("/storage/v1/b/" + name, patch);
  }

  private void policy(String bucket, Map<String, String> grants) {
    List<Map<String, Object>> bindings = new ArrayList<>();
    grants.forEach((role, account) -> bindings.add(binding(role, "serviceAccount:" + account)));
    cloud.api().put("/storage/v1/b/" + bucket + "/iam", Map.of("bindings", bindings));
  }

  private static Map<String, Object> binding(String role, String member) {
    return Map.of("role", role, "members", List.of(member));
  }

  private void fault(String operation, int status) {
    cloud
        .api()
        .post(
            "/local/faults",
            Map.of(
                "rules",
                List.of(Map.of("operation", operation, "action", "refuse", "status", status))));
  }

  // What is said

  private record Said(int exit, String out, String err) {}

  private Said doctor(String... more) {
    List<String> all = new ArrayList<>(List.of("doctor", "--project", "local-headrace"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    try {
      Folders folders = Cloud.folders(home);
      Headrace headrace =
          new Headrace(
              Terminal.plain(new PrintWriter(out), new PrintWriter(err)),
              folders,
              new KnownEnvironments(folders.local()),
              new LocalProcess(folders),
              List::of);
      return new Said(headrace.run(arguments), out.toString(), err.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** All that is bad, without the names of canaries, which differ from time to time. */
  private static List<String> problems(Said said) {
    return said.out()
        .lines()
        .filter(line -> line.startsWith("bad "))
        .map(line -> line.substring(3).strip().replaceFirst(" {2,}", ": "))
        .map(line -> line.replaceFirst("gs://\\S+ was written, and ", ""))
        .toList();
  }
}
