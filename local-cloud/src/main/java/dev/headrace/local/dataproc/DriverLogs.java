package dev.headrace.local.dataproc;

import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.http.PercentEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What drivers print: a file while they run, and at the end an object in the staging bucket. */
final class DriverLogs {
  private static final Logger LOG = LoggerFactory.getLogger(DriverLogs.class);

  private final Path folder;
  private final LakeAccess lake;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  DriverLogs(Path folder, LakeAccess lake) throws IOException {
    this.folder = folder;
    this.lake = lake;
    Files.createDirectories(folder);
  }

  Path file(String uuid) {
    return folder.resolve(uuid + ".log");
  }

  /** Where the output of a batch will be found; a file if it has no staging bucket. */
  String uri(String uuid, Optional<String> stagingBucket) {
    return stagingBucket
        .map(bucket -> "gs://" + bucket + "/" + objectName(uuid))
        .orElse(file(uuid).toUri().toString());
  }

  private static String objectName(String uuid) {
    return "google-cloud-dataproc-metainfo/" + uuid + "/driveroutput";
  }

  /** Puts the output where {@link #uri} said; without it the batch ends all the same. */
  void publish(Batch batch) throws InterruptedException {
    Path log = file(batch.uuid());
    if (batch.stagingBucket().isEmpty() || !Files.exists(log)) {
      return;
    }
    try {
      HttpResponse<Void> answer =
          client.send(
              upload(batch.stagingBucket().get(), batch.uuid(), log), BodyHandlers.discarding());
      if (answer.statusCode() != 200) {
        LOG.warn("The output of {} is not stored: {}", batch.name(), answer.statusCode());
      }
    } catch (IOException failed) {
      LOG.warn("The output of {} is not stored", batch.name(), failed);
    }
  }

  private HttpRequest upload(String bucket, String uuid, Path log) throws IOException {
    String path =
        "/upload/storage/v1/b/"
            + bucket
            + "/o?uploadType=media&name="
            + PercentEncoding.encode(objectName(uuid), "");
    return HttpRequest.newBuilder(URI.create(lake.endpoint() + path))
        .timeout(Duration.ofMinutes(1))
        .header("Content-Type", "text/plain")
        .header("User-Agent", "headrace-local-dataproc")
        .POST(BodyPublishers.ofFile(log))
        .build();
  }
}
