package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.doctor.Findings.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of events without Eventarc: a bucket publishes them to a topic of Pub/Sub, and a
 * subscription pushes them to a function. What is not acknowledged is pushed again, always.
 */
record Pushes(GoogleApis apis, Deployment deployment) {
  private static final String TOPICS = "//pubsub.googleapis.com/";
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

  /** The subscriptions that push to a function. */
  List<JsonNode> to(DeployedFunction function) {
    Reply reply =
        apis.list(
            GoogleApi.PUBSUB,
            "/v1/projects/" + deployment.project() + "/subscriptions",
            "subscriptions");
    List<JsonNode> pushing = new ArrayList<>();
    for (JsonNode subscription : reply.json().path("subscriptions")) {
      if (function.answersAt(endpoint(subscription))) {
        pushing.add(subscription);
      }
    }
    return pushing;
  }

  /** As whom events are pushed to a function. */
  Optional<String> account(DeployedFunction function) {
    return to(function).stream().map(Pushes::account).filter(email -> !email.isEmpty()).findFirst();
  }

  private static String account(JsonNode subscription) {
    return token(subscription).path("serviceAccountEmail").asText();
  }

  private static JsonNode token(JsonNode subscription) {
    return subscription.path("pushConfig").path("oidcToken");
  }

  private static String endpoint(JsonNode subscription) {
    return subscription.path("pushConfig").path("pushEndpoint").asText();
  }

  /** All that is wrong with the way from the bucket over a subscription to the function. */
  List<Problem> problems(DeployedFunction function, JsonNode subscription, String bucket) {
    List<Problem> problems = new ArrayList<>();
    String update =
        "gcloud pubsub subscriptions update "
            + DeployedFunction.last(subscription.path("name").asText())
            + " --project="
            + deployment.project();
    if (!subscription.path("state").asText("ACTIVE").equals("ACTIVE")) {
      problems.add(
          new Problem(
              "its subscription is " + subscription.path("state").asText(),
              "Run \"terraform apply\": its topic or its push settings are gone."));
    }
    if (!subscription.has("deadLetterPolicy")) {
      problems.add(
          new Problem(
              "has no dead-letter topic: an event that always fails is lost after some days",
              "Run \"terraform apply\", which makes one."));
    }
    JsonNode expiration = subscription.path("expirationPolicy");
    if (expiration.isMissingNode() || expiration.has("ttl")) {
      problems.add(
          new Problem(
              "is deleted after weeks without an event", update + " --expiration-period=never"));
    }
    Duration wait = wait(subscription);
    if (wait.compareTo(function.timeout()) < 0) {
      problems.add(
          new Problem(
              "pushes again after "
                  + wait.toSeconds()
                  + " s, and the function may work for "
                  + function.timeout().toSeconds()
                  + " s",
              update + " --ack-deadline=" + function.timeout().toSeconds()));
    }
    tokens(function, subscription, update, problems);
    notification(subscription.path("topic").asText(), bucket, problems);
    return problems;
  }

  private static Duration wait(JsonNode subscription) {
    long seconds = subscription.path("ackDeadlineSeconds").asLong();
    return seconds == 0 ? DEFAULT_WAIT : Duration.ofSeconds(seconds);
  }

  private static void tokens(
      DeployedFunction function, JsonNode subscription, String update, List<Problem> problems) {
    String audience = token(subscription).path("audience").asText();
    String meant = audience.isEmpty() ? endpoint(subscription) : audience;
    function
        .refusal(account(subscription), meant)
        .ifPresent(
            reason ->
                problems.add(
                    new Problem(
                        reason,
                        update
                            + " --push-endpoint="
                            + endpoint(subscription)
                            + " --push-auth-service-account=<one of HEADRACE_CALLERS>"
                            + " --push-auth-token-audience=<one of HEADRACE_AUDIENCES>")));
  }

  private void notification(String topic, String bucket, List<Problem> problems) {
    Reply reply =
        apis.get(
            GoogleApi.STORAGE,
            "/storage/v1/b/" + GoogleApis.encoded(bucket) + "/notificationConfigs");
    if (!reply.ok()) {
      // A bucket that is missing or closed is told where buckets are looked at.
      return;
    }
    for (JsonNode config : reply.json().path("items")) {
      List<String> types = GoogleApis.texts(config.path("event_types"));
      if (config.path("topic").asText().equals(TOPICS + topic)
          && (types.isEmpty() || types.contains("OBJECT_FINALIZE"))
          && config.path("payload_format").asText().equals("JSON_API_V1")
          && config.path("object_name_prefix").asText().isEmpty()) {
        return;
      }
    }
    problems.add(
        new Problem(
            "gs://" + bucket + " publishes no written objects to " + topic,
            "gcloud storage buckets notifications create gs://"
                + bucket
                + " --topic="
                + topic
                + " --event-types=OBJECT_FINALIZE --payload-format=json"));
  }

  /** The topics from which a function is told. */
  List<String> topics(DeployedFunction function) {
    return to(function).stream().map(one -> one.path("topic").asText()).toList();
  }

  /** Who may publish to a topic, if that can be seen. */
  Optional<Grants> grants(String topic) {
    Reply reply = apis.get(GoogleApi.PUBSUB, "/v1/" + topic + ":getIamPolicy");
    return reply.ok() ? Optional.of(Grants.of(reply.json())) : Optional.empty();
  }
}
