package dev.headrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that come over Pub/Sub, as Terraform makes their way. */
class PushesTest {
  private static final String SUBSCRIPTIONS = "/v1/projects/my-project/subscriptions";
  private static final String NOTIFICATIONS = "/storage/v1/b/my-landing/notificationConfigs";
  private static final String FUNCTION =
      """
      {"name": "projects/my-project/locations/europe-west1/functions/lake-arrival",
       "buildConfig": {"entryPoint": "dev.headrace.functions.ArrivalFunction"},
       "serviceConfig": {"uri": "https://arrival.run.app", "timeoutSeconds": 120,
         "environmentVariables": {
           "HEADRACE_PROJECT": "my-project", "HEADRACE_REGION": "europe-west1",
           "HEADRACE_LANDING_BUCKET": "my-landing", "HEADRACE_LAKE_BUCKET": "my-lake",
           "HEADRACE_CONTROL_BUCKET": "my-control", "HEADRACE_OUTCOMES_BUCKET": "my-outcomes",
           "HEADRACE_CODE_BUCKET": "my-code", "HEADRACE_CALLER_CHECK": "claims",
           "HEADRACE_AUDIENCES": "https://arrival.run.app",
           "HEADRACE_CALLERS": "events@my-project.iam.gserviceaccount.com"}}}
      """;
  private static final String SUBSCRIPTION =
      """
      {"name": "projects/my-project/subscriptions/lake-arrival",
       "topic": "projects/my-project/topics/lake-arrival", "state": "ACTIVE",
       "ackDeadlineSeconds": 150, "expirationPolicy": {},
       "deadLetterPolicy": {"deadLetterTopic": "projects/my-project/topics/dead"},
       "pushConfig": {"pushEndpoint": "https://arrival.run.app", "oidcToken": {
         "serviceAccountEmail": "events@my-project.iam.gserviceaccount.com",
         "audience": "https://arrival.run.app"}}}
      """;
  private static final String NOTIFICATION =
      """
      {"items": [{"topic": "//pubsub.googleapis.com/projects/my-project/topics/lake-arrival",
        "payload_format": "JSON_API_V1", "event_types": ["OBJECT_FINALIZE"]}]}
      """;

  private final FakeGoogle google = new FakeGoogle();
  private final GoogleApis apis = google.apis();
  private final Deployment deployment = deployment();

  private static Deployment deployment() {
    DeployedFunction function = new DeployedFunction(Part.ARRIVAL, FakeGoogle.json(FUNCTION));
    return new Deployment(
        "my-project",
        "europe-west1",
        Map.of(Part.ARRIVAL, function),
        Deployment.settings(function, Optional.empty()),
        Optional.empty());
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private List<Finding> look() {
    Findings findings = new Findings();
    new TriggersCheck(apis, deployment).look(findings);
    return findings.all();
  }

  private void serves(String subscription, String notifications) {
    google.serves(SUBSCRIPTIONS, "{\"subscriptions\": [" + subscription + "]}");
    google.serves(NOTIFICATIONS, notifications);
  }

  @Test
  void whatTerraformMakesIsWell() {
    serves(SUBSCRIPTION, NOTIFICATION);

    assertThat(look())
        .containsExactly(
            new Finding(
                "trigger arrival",
                Finding.Mark.OK,
                "wakes lake-arrival for gs://my-landing, retry on",
                ""));
  }

  @Test
  void whoDeliversIsTheSubscriptionsAccountAndNeedsNoRoleOfEventarc() {
    serves(SUBSCRIPTION, NOTIFICATION);
    TriggersCheck check = new TriggersCheck(apis, deployment);
    DeployedFunction function = deployment.functions().get(Part.ARRIVAL);

    assertThat(check.account(function)).contains("events@my-project.iam.gserviceaccount.com");
    assertThat(check.receiver(function)).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsTold() {
    serves(
        SUBSCRIPTION
            .replace("150", "60")
            .replace("\"expirationPolicy\": {},", "\"expirationPolicy\": {\"ttl\": \"2678400s\"},")
            .replace("\"deadLetterPolicy\"", "\"labels\"")
            .replace("ACTIVE", "RESOURCE_ERROR")
            .replace("events@", "others@"),
        "{\"items\": []}");

    assertThat(look())
        .extracting(Finding::found)
        .containsExactly(
            "its subscription is RESOURCE_ERROR",
            "has no dead-letter topic: an event that always fails is lost after some days",
            "is deleted after weeks without an event",
            "pushes again after 60 s, and the function may work for 120 s",
            "calls as others@my-project.iam.gserviceaccount.com, whom HEADRACE_CALLERS of the"
                + " function does not name",
            "gs://my-landing publishes no written objects to"
                + " projects/my-project/topics/lake-arrival");
  }

  @Test
  void aPrefixOrAnotherFormIsNoNotificationOfAllObjects() {
    serves(SUBSCRIPTION, NOTIFICATION.replace("JSON_API_V1", "NONE"));

    assertThat(look()).extracting(Finding::mark).containsExactly(Finding.Mark.BAD);
  }

  @Test
  void withoutAnyWayThereIsNone() {
    google.serves("/v1/projects/my-project/locations/europe-west1/triggers", "{}");

    assertThat(look())
        .extracting(Finding::found)
        .containsExactly("there is none: nothing wakes lake-arrival when an object is written");
  }
}
