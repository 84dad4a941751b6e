package dev.headrace.local.http;

import org.eclipse.jetty.http.HttpFields;

/** Tells families of clients apart, so that tests can count what each of them asks for. */
final class ClientKind {
  private ClientKind() {}

  /** A short word such as {@code gcs-connector}, {@code java-storage} or {@code pyarrow}. */
  static String of(HttpFields headers) {
    String agent = header(headers, "User-Agent");
    String api = header(headers, "x-goog-api-client");
    if (agent.contains("GHFS") || agent.contains("gcs-connector")) {
      return "gcs-connector";
    }
    if (api.contains("gl-cpp") || agent.contains("gcloud-cpp")) {
      return "pyarrow";
    }
    if (api.contains("gl-python")) {
      return "python-storage";
    }
    if (api.contains("gl-java") || agent.contains("gcloud-java")) {
      // A caller can set a user agent of its own in front: that tells functions from jobs.
      return agent.isEmpty() || agent.startsWith("gcloud-java") || agent.startsWith("Google-")
          ? "java"
          : "java " + product(agent);
    }
    return agent.isEmpty() ? "unknown" : product(agent);
  }

  private static String product(String agent) {
    int end = 0;
    while (end < agent.length() && agent.charAt(end) != '/' && agent.charAt(end) != ' ') {
      end++;
    }
    return agent.substring(0, end);
  }

  private static String header(HttpFields headers, String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }
}
