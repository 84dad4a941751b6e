package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the APIs are enabled without which nothing is deployed or runs. */
record ServicesCheck(GoogleApis apis, String project) {
  private static final List<String> NEEDED =
      List.of(
          "artifactregistry",
          "cloudbuild",
          "cloudfunctions",
          "cloudscheduler",
          "compute",
          "dataproc",
          "dataprocrm",
          "iam",
          "logging",
          "pubsub",
          "run",
          "storage");

  void look(Findings findings) {
    String prefix = "projects/" + project + "/services/";
    String query =
        NEEDED.stream()
            .map(name -> "names=" + GoogleApis.encoded(prefix + name + ".googleapis.com"))
            .collect(Collectors.joining("&"));
    Reply reply =
        apis.get(
            GoogleApi.SERVICE_USAGE, "/v1/projects/" + project + "/services:batchGet?" + query);
    findings
        .usable("APIs", reply, "roles/serviceusage.serviceUsageViewer on " + project)
        .ifPresent(found -> judge(found.json().path("services"), findings));
  }

  private void judge(JsonNode services, Findings findings) {
    List<String> disabled = new ArrayList<>();
    for (JsonNode service : services) {
      if (!service.path("state").asText().equals("ENABLED")) {
        disabled.add(DeployedFunction.last(service.path("name").asText()));
      }
    }
    if (disabled.isEmpty()) {
      findings.ok("APIs", "all " + NEEDED.size() + " are enabled");
    } else {
      findings.bad(
          "APIs",
          "not enabled: " + String.join(", ", disabled),
          "gcloud services enable " + String.join(" ", disabled) + " --project=" + project);
    }
  }
}
