package dev.headrace.local.dataproc;

/** Which batch. */
record BatchName(String project, String location, String id) {
  String full() {
    return "projects/" + project + "/locations/" + location + "/batches/" + id;
  }
}
