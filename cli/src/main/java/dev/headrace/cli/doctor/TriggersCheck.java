package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.doctor.Findings.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the events of landing and outcomes wake the functions that wait for them, and are tried
 * again where that fails. A trigger belongs to the function itself, or is one of Eventarc's that
 * names the function's service.
 */
record TriggersCheck(GoogleApis apis, Deployment deployment) {
  private static final String FINALIZED = "google.cloud.storage.object.v1.finalized";

  void look(Findings findings) {
    Reply listed = listed();
    for (Part part : Part.WOKEN) {
      deployment.function(part).ifPresent(function -> judge(part, function, listed, findings));
    }
  }

  private Reply listed() {
    String path =
        "/v1/projects/" + deployment.project() + "/locations/" + deployment.region() + "/triggers";
    return apis.list(GoogleApi.EVENTARC, path, "triggers");
  }

  private void judge(Part part, DeployedFunction function, Reply listed, Findings findings) {
    String what = "trigger " + part.word();
    String bucket = deployment.bucketOf(part);
    String well = "wakes " + function.id() + " for gs://" + bucket + ", retry on";
    List<JsonNode> pushing = pushes().to(function);
    if (function.ownTrigger().isPresent()) {
      findings.add(what, ownProblems(function, function.ownTrigger().get(), bucket, listed), well);
    } else if (!pushing.isEmpty()) {
      pushing.forEach(
          subscription ->
              findings.add(what, pushes().problems(function, subscription, bucket), well));
    } else {
      findings
          .usable(what, listed, "roles/eventarc.viewer on " + deployment.project())
          .ifPresent(
              found ->
                  findings.add(what, problems(function, of(function, found.json()), bucket), well));
    }
  }

  private Pushes pushes() {
    return new Pushes(apis, deployment);
  }

  private static boolean has(JsonNode listed, String name) {
    for (JsonNode trigger : listed.path("triggers")) {
      if (trigger.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static List<JsonNode> of(DeployedFunction function, JsonNode listed) {
    List<JsonNode> triggers = new ArrayList<>();
    for (JsonNode trigger : listed.path("triggers")) {
      JsonNode destination = trigger.path("destination");
      if (destination.path("cloudFunction").asText().equals(function.name())
          || destination.path("cloudRun").path("service").asText().equals(function.serviceId())) {
        triggers.add(trigger);
      }
    }
    return triggers;
  }

  private List<Problem> ownProblems(
      DeployedFunction function, JsonNode own, String bucket, Reply listed) {
    List<Problem> problems = new ArrayList<>();
    String name = own.path("trigger").asText();
    if (listed.ok() && !name.isEmpty() && !has(listed.json(), name)) {
      problems.add(
          new Problem(
              "its Eventarc trigger " + DeployedFunction.last(name) + " does not exist",
              "terraform apply -replace=<the function>: only a new one gets a new trigger."));
    }
    if (!own.path("retryPolicy").asText().equals("RETRY_POLICY_RETRY")) {
      problems.add(
          new Problem(
              "retry is off: an event that fails once is lost",
              "gcloud functions deploy " + function.id() + " --retry" + deployment.inRegion()));
    }
    addFilterProblems(
        problems,
        own.path("eventType").asText(),
        filter(own.path("eventFilters"), "bucket"),
        bucket);
    if (own.path("serviceAccountEmail").asText().isEmpty()) {
      problems.add(noAccount());
    }
    return problems;
  }

  private List<Problem> problems(
      DeployedFunction function, List<JsonNode> triggers, String bucket) {
    List<Problem> problems = new ArrayList<>();
    if (triggers.isEmpty()) {
      problems.add(
          new Problem(
              "there is none: nothing wakes " + function.id() + " when an object is written",
              "Run \"terraform apply\": it makes the way of events."));
    }
    for (JsonNode trigger : triggers) {
      if (trigger.path("retryPolicy").path("maxAttempts").asInt() == 1) {
        problems.add(
            new Problem(
                "retry is off: an event that fails once is lost",
                "Take retry_policy out of trigger "
                    + DeployedFunction.last(trigger.path("name").asText())
                    + " in Terraform and apply."));
      }
      addFilterProblems(
          problems,
          filter(trigger.path("eventFilters"), "type"),
          filter(trigger.path("eventFilters"), "bucket"),
          bucket);
      if (trigger.path("serviceAccount").asText().isEmpty()) {
        problems.add(noAccount());
      }
      trigger
          .path("conditions")
          .properties()
          .forEach(
              condition -> {
                if (!condition.getValue().path("code").asText("OK").equals("OK")) {
                  problems.add(
                      new Problem(
                          condition.getKey() + ": " + condition.getValue().path("message").asText(),
                          "gcloud eventarc triggers describe "
                              + DeployedFunction.last(trigger.path("name").asText())
                              + deployment.inLocation()));
                }
              });
    }
    return problems;
  }

  private static void addFilterProblems(
      List<Problem> problems, String type, String bucket, String wanted) {
    if (!type.equals(FINALIZED)) {
      problems.add(
          new Problem(
              "is for events of type " + type + ", not " + FINALIZED,
              "Run \"terraform apply\": the filter of a trigger is set when it is made."));
    }
    if (!bucket.equals(wanted)) {
      problems.add(
          new Problem(
              "is for bucket " + bucket + ", and the function listens to " + wanted,
              "Run \"terraform apply\": the filter of a trigger is set when it is made."));
    }
  }

  private static Problem noAccount() {
    return new Problem(
        "delivers as the default account of the project",
        "Give the trigger an account of its own in Terraform and apply.");
  }

  private static String filter(JsonNode filters, String attribute) {
    for (JsonNode filter : filters) {
      if (filter.path("attribute").asText().equals(attribute)) {
        return filter.path("value").asText();
      }
    }
    return "none";
  }

  /** As whom events are delivered to a function, if that can be seen. */
  Optional<String> account(DeployedFunction function) {
    Optional<String> own =
        function.ownTrigger().map(trigger -> trigger.path("serviceAccountEmail").asText());
    if (own.isPresent()) {
      return own.filter(email -> !email.isEmpty());
    }
    return pushes().account(function).or(() -> eventarc(function));
  }

  /** As whom Eventarc delivers to a function: who does needs a role of its own. */
  Optional<String> receiver(DeployedFunction function) {
    return function
        .ownTrigger()
        .map(trigger -> trigger.path("serviceAccountEmail").asText())
        .filter(email -> !email.isEmpty())
        .or(() -> eventarc(function));
  }

  private Optional<String> eventarc(DeployedFunction function) {
    return of(function, listed().json()).stream()
        .map(trigger -> trigger.path("serviceAccount").asText())
        .filter(email -> !email.isEmpty())
        .findFirst();
  }
}
