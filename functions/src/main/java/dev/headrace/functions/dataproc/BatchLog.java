package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.Batch;
import com.google.protobuf.Timestamp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where what a batch printed is to be found. Pure. */
final class BatchLog {
  private static final Pattern NAME =
      Pattern.compile("projects/([^/]+)/locations/[^/]+/batches/([^/]+)");

  private BatchLog() {}

  /** The object that the service names, or a search of Cloud Logging where it names none. */
  static Optional<String> of(Batch batch) {
    String output = batch.getRuntimeInfo().getOutputUri();
    return output.isEmpty() ? search(batch) : Optional.of(output);
  }

  /** Runtime 3.0 has no staging bucket: what its batches print is in Cloud Logging alone. */
  private static Optional<String> search(Batch batch) {
    Matcher name = NAME.matcher(batch.getName());
    return name.matches()
        ? Optional.of(
            "https://console.cloud.google.com/logs/query;query="
                + encoded(query(name.group(2), batch))
                + "?project="
                + encoded(name.group(1)))
        : Optional.empty();
  }

  private static String query(String id, Batch batch) {
    String query =
        "resource.type=\"cloud_dataproc_batch\"\nresource.labels.batch_id=\"" + id + "\"";
    // Without a time of its own a search looks at the last hour only.
    return batch.hasCreateTime()
        ? query + "\ntimestamp>=\"" + instant(batch.getCreateTime()) + "\""
        : query;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
