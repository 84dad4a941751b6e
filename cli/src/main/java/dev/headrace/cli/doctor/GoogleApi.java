package dev.headrace.cli.doctor;

/** The APIs that are asked. */
enum GoogleApi {
  SERVICE_USAGE("serviceusage"),
  RESOURCE_MANAGER("cloudresourcemanager"),
  IAM("iam"),
  FUNCTIONS("cloudfunctions"),
  RUN("run"),
  EVENTARC("eventarc"),
  PUBSUB("pubsub"),
  SCHEDULER("cloudscheduler"),
  STORAGE("storage");

  private final String host;

  GoogleApi(String host) {
    this.host = host;
  }

  /** Where Google serves it. */
  String address() {
    return "https://" + host + ".googleapis.com";
  }
}
