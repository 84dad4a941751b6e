package dev.headrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.doctor.BucketLint.Purpose;
import dev.headrace.cli.doctor.Finding.Mark;
import dev.headrace.engine.Buckets;
import dev.headrace.engine.Engine;
import dev.headrace.engine.EngineLog;
import dev.headrace.engine.Places;
import dev.headrace.notify.InMemoryNotifier;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.runner.InMemoryJobService;
import dev.headrace.store.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A deployment in the shape that the module of terraform/ gives it: accounts of pipelines with a
 * hash in their names, events that Pub/Sub pushes, and calls to the addresses with the project's
 * number where Google shows those with letters.
 */
class TerraformDeploymentTest {
  private static final String PROJECT = "/v1/projects/acme-data";
  private static final String LOCATION = PROJECT + "/locations/europe-west1";
  private static final String DOMAIN = "@acme-data.iam.gserviceaccount.com";

  /** As terraform/names.tf and {@code JobAccount} name it. */
  private static final String JOBS = "headrace-flights-c8cf489e" + DOMAIN;

  private static final String STORAGE_AGENT =
      "service-123456789012@gs-project-accounts.iam.gserviceaccount.com";

  private static final InstantSource CLOCK = () -> Instant.parse("2001-01-05T00:00:00Z");

  private final FakeGoogle google = new FakeGoogle();
  private final Engine engine = engine();
  private final Deployment deployment = deployment();

  @BeforeEach
  void applied() {
    engine.deployments().deploy(DefinitionExamples.of(Pipelines.flights()), CLOCK.instant());
    schedules();
    events();
    roles();
    google.serves(
        "/v3/projects/acme-data:getIamPolicy",
        policy(Stream.concat(functionsMay("submit"), Stream.of(grant("node", JOBS)))));
    for (Purpose purpose : Purpose.values()) {
      bucketPolicy(purpose, Stream.empty());
    }
    callers();
    google.serves(
        PROJECT + "/serviceAccounts/" + JOBS + ":getIamPolicy",
        policy(
            Stream.of("schedule", "arrival", "advance", "reconcile")
                .map(function -> binding("roles/iam.serviceAccountUser", function(function)))));
  }

  @AfterEach
  void stop() {
    google.close();
  }

  @Test
  void isWell() {
    List<Finding> all = look();

    assertThat(all).filteredOn(finding -> finding.mark() != Mark.OK).isEmpty();
    assertThat(all)
        .extracting(Finding::what)
        .contains(
            "trigger arrival",
            "trigger advance",
            "schedule reconcile",
            "schedule flights",
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
            "account of jobs");
  }

  @Test
  void rightsOfAPipelinesJobsOnTheStateAreFound() {
    bucketPolicy(Purpose.CONTROL, Stream.of(grant("state", JOBS)));

    assertThat(bad())
        .containsExactly(
            "roles on control: jobs ("
                + JOBS
                + ") have projects/acme-data/roles/headrace_state on the state");
  }

  @Test
  void anAccountOfAPipelineThatIsNotThereIsTold() {
    google.isMissing(PROJECT + "/serviceAccounts/" + JOBS + ":getIamPolicy");

    assertThat(bad()).containsExactly("account of jobs: " + JOBS + " does not exist");
  }

  @Test
  void aPipelineThatLeftThePackageNeedsNoAccountAndNoJob() {
    leavesThePackage();

    assertThat(bad()).isEmpty();
    assertThat(look())
        .contains(
            new Finding(
                "schedule flights", Mark.OK, "there is none, and the pipeline is paused", ""));
  }

  @Test
  void butItsJobsMayHaveNoRightOnTheStateEither() {
    leavesThePackage();
    bucketPolicy(Purpose.CONTROL, Stream.of(grant("state", JOBS)));

    assertThat(bad()).hasSize(1).first().asString().startsWith("roles on control: jobs (" + JOBS);
  }

  /** What an apply takes away, and the pass that is told of it. */
  private void leavesThePackage() {
    engine.deployments().pause(Pipelines.FLIGHTS, true);
    google.serves(
        LOCATION + "/jobs",
        "{\"jobs\": [" + job("reconcile", "reconcile", "*/5 * * * *", "{}", 0) + "]}");
    google.serves("/v3/projects/acme-data:getIamPolicy", policy(functionsMay("submit")));
    google.isMissing(PROJECT + "/serviceAccounts/" + JOBS + ":getIamPolicy");
  }

  private List<String> bad() {
    return look().stream()
        .filter(finding -> finding.mark() == Mark.BAD)
        .map(finding -> finding.what() + ": " + finding.found())
        .toList();
  }

  private List<Finding> look() {
    Findings findings = new Findings();
    GoogleApis apis = google.apis();
    TriggersCheck triggers = new TriggersCheck(apis, deployment);
    SchedulesCheck schedules = new SchedulesCheck(apis, deployment, engine);
    triggers.look(findings);
    schedules.look(findings);
    new GrantsCheck(apis, deployment, triggers, schedules).look(findings);
    return findings.all();
  }

  // What the module makes

  private static Engine engine() {
    return new Engine(
        new Places("test", "landing", "lake", "control", "outcomes", "code"),
        new Buckets(
            new InMemoryObjectStore(CLOCK),
            new InMemoryObjectStore(CLOCK),
            new InMemoryObjectStore(CLOCK),
            new InMemoryObjectStore(CLOCK)),
        stage -> new InMemoryJobService(),
        CLOCK,
        new SplittableRandom(7),
        new NoAlarms(),
        new InMemoryNotifier());
  }

  private static Deployment deployment() {
    Map<Part, DeployedFunction> functions = new EnumMap<>(Part.class);
    Stream.concat(Part.CALLED.stream(), Part.WOKEN.stream())
        .forEach(part -> functions.put(part, deployed(part)));
    return new Deployment(
        "acme-data",
        "europe-west1",
        functions,
        Deployment.settings(functions.get(Part.ARRIVAL), Optional.empty()),
        Optional.empty());
  }

  private static DeployedFunction deployed(Part part) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("HEADRACE_PROJECT", "acme-data");
    variables.put("HEADRACE_REGION", "europe-west1");
    variables.put("HEADRACE_INSTALLATION", "headrace");
    for (Purpose purpose : Purpose.values()) {
      variables.put("HEADRACE_" + purpose + "_BUCKET", bucket(purpose));
    }
    variables.put("HEADRACE_SERVICE_ACCOUNT", "headrace-{pipeline}" + DOMAIN);
    variables.put("HEADRACE_CALLER_CHECK", "claims");
    variables.put("HEADRACE_AUDIENCES", called(part.word()));
    variables.put("HEADRACE_CALLERS", caller(part));
    return new DeployedFunction(
        part,
        FakeGoogle.json(
            """
            {"name": "projects/acme-data/locations/europe-west1/functions/headrace-%1$s",
             "buildConfig": {"entryPoint": "%2$s"},
             "url": "https://europe-west1-acme-data.cloudfunctions.net/headrace-%1$s",
             "serviceConfig": {"uri": "https://headrace-%1$s-abcdefghij-ew.a.run.app",
               "service": "projects/acme-data/locations/europe-west1/services/headrace-%1$s",
               "serviceAccountEmail": "%3$s", "timeoutSeconds": 300,
               "environmentVariables": {%4$s}}}
            """
                .formatted(
                    part.word(),
                    part.entryPoint(),
                    function(part.word()),
                    variables.entrySet().stream()
                        .map(one -> "\"" + one.getKey() + "\": \"" + one.getValue() + "\"")
                        .collect(Collectors.joining(", ")))));
  }

  private static String bucket(Purpose purpose) {
    return "acme-data-headrace-" + purpose.name().toLowerCase(Locale.ROOT);
  }

  private static String function(String name) {
    return "headrace-" + name + DOMAIN;
  }

  private static String caller(Part part) {
    return "headrace-" + (Part.CALLED.contains(part) ? "scheduler" : "events") + DOMAIN;
  }

  /** The address with the project's number, which is known before there is a service. */
  private static String called(String function) {
    return "https://headrace-" + function + "-123456789012.europe-west1.run.app";
  }

  private void schedules() {
    google.serves(
        LOCATION + "/jobs",
        "{\"jobs\": ["
            + job("flights", "schedule", "15 4 * * *", "{\"pipeline\":\"flights\"}", 5)
            + ", "
            + job("reconcile", "reconcile", "*/5 * * * *", "{\"definitions\":{}}", 0)
            + "]}");
  }

  private static String job(String name, String function, String cron, String body, int retries) {
    return """
        {"name": "projects/acme-data/locations/europe-west1/jobs/headrace-headrace-%s",
         "schedule": "%s", "timeZone": "Etc/UTC", "state": "ENABLED", "attemptDeadline": "330s",
         "retryConfig": {"retryCount": %d},
         "httpTarget": {"uri": "%s", "body": "%s", "oidcToken": {
           "serviceAccountEmail": "headrace-scheduler@acme-data.iam.gserviceaccount.com",
           "audience": "%4$s"}}}
        """
        .formatted(
            name,
            cron,
            retries,
            called(function),
            Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
  }

  private void events() {
    google.serves(LOCATION + "/triggers", "{}");
    google.serves(
        PROJECT + "/subscriptions",
        "{\"subscriptions\": [" + subscription("arrival") + ", " + subscription("advance") + "]}");
    google.serves(
        "/storage/v1/projects/acme-data/serviceAccount",
        "{\"email_address\": \"" + STORAGE_AGENT + "\"}");
    notification(Purpose.LANDING, "arrival");
    notification(Purpose.OUTCOMES, "advance");
  }

  private static String subscription(String function) {
    return """
        {"name": "projects/acme-data/subscriptions/headrace-%1$s",
         "topic": "projects/acme-data/topics/headrace-%1$s", "state": "ACTIVE",
         "ackDeadlineSeconds": 330, "expirationPolicy": {},
         "deadLetterPolicy": {"deadLetterTopic": "projects/acme-data/topics/headrace-dead-letters"},
         "pushConfig": {"pushEndpoint": "%2$s", "oidcToken": {
           "serviceAccountEmail": "headrace-events@acme-data.iam.gserviceaccount.com",
           "audience": "%2$s"}}}
        """
        .formatted(function, called(function));
  }

  private void notification(Purpose purpose, String function) {
    google.serves(
        "/storage/v1/b/" + bucket(purpose) + "/notificationConfigs",
        """
        {"items": [{"topic": "//pubsub.googleapis.com/projects/acme-data/topics/headrace-%s",
          "payload_format": "JSON_API_V1", "event_types": ["OBJECT_FINALIZE"]}]}
        """
            .formatted(function));
    google.serves(
        PROJECT + "/topics/headrace-" + function + ":getIamPolicy",
        policy(Stream.of(binding("roles/pubsub.publisher", STORAGE_AGENT))));
  }

  private void roles() {
    role("read", "storage.objects.get", "storage.objects.list");
    role(
        "state",
        "storage.objects.create",
        "storage.objects.delete",
        "storage.objects.get",
        "storage.objects.list");
    role(
        "lake",
        "storage.buckets.get",
        "storage.objects.create",
        "storage.objects.delete",
        "storage.objects.get",
        "storage.objects.list");
    role("outcome", "storage.objects.create", "storage.objects.get");
    role("names", "storage.objects.list");
    role("submit", "dataproc.batches.create", "dataproc.batches.get");
    role("node", "dataproc.agents.create");
  }

  private void role(String name, String... permissions) {
    google.serves(
        PROJECT + "/roles/headrace_" + name,
        "{\"includedPermissions\": [\"" + String.join("\", \"", permissions) + "\"]}");
  }

  private void bucketPolicy(Purpose purpose, Stream<String> more) {
    Stream<String> functions =
        switch (purpose) {
          case CODE -> Stream.empty();
          case CONTROL -> functionsMay("state");
          case LANDING, LAKE, OUTCOMES -> functionsMay("read");
        };
    Stream<String> jobs =
        switch (purpose) {
          case LANDING, CODE -> Stream.of(grant("read", JOBS));
          case LAKE -> Stream.of(grant("lake", JOBS));
          case OUTCOMES -> Stream.of(grant("names", JOBS), grant("outcome", JOBS));
          case CONTROL -> Stream.empty();
        };
    google.serves(
        "/storage/v1/b/" + bucket(purpose) + "/iam",
        policy(Stream.of(functions, jobs, more).flatMap(bindings -> bindings)));
  }

  private static Stream<String> functionsMay(String role) {
    return Stream.of("schedule", "arrival", "advance", "reconcile")
        .map(function -> grant(role, function(function)));
  }

  private void callers() {
    Stream.concat(Part.CALLED.stream(), Part.WOKEN.stream())
        .forEach(
            part ->
                google.serves(
                    "/v2/projects/acme-data/locations/europe-west1/services/headrace-"
                        + part.word()
                        + ":getIamPolicy",
                    policy(Stream.of(binding("roles/run.servicesInvoker", caller(part))))));
  }

  private static String grant(String role, String account) {
    return binding("projects/acme-data/roles/headrace_" + role, account);
  }

  private static String binding(String role, String account) {
    return "{\"role\": \"" + role + "\", \"members\": [\"serviceAccount:" + account + "\"]}";
  }

  private static String policy(Stream<String> bindings) {
    return "{\"bindings\": [" + bindings.collect(Collectors.joining(", ")) + "]}";
  }

  private static final class NoAlarms implements EngineLog {
    @Override
    public void decided(RunKey run, String reason) {}

    @Override
    public void ended(RunKey run, RunState state, String reason) {}

    @Override
    public void alarm(Alarm code, String text) {
      throw new AssertionError(code + " " + text);
    }
  }
}
