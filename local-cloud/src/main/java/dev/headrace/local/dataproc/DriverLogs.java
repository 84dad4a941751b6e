package dev.headrace.local.dataproc;

import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.http.PercentEncoding;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What drivers print: a file while they run, and at the end an object in the staging bucket. */
final class DriverLogs {
  private static final Logger LOG = LoggerFactory.getLogger(DriverLogs.class);

  private static final String FOLDER = "google-cloud-dataproc-metainfo";
  private static final int TAIL_BYTES = 4_096;
  private static final int TAIL_LINES = 10;

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
  String ofBatch(String uuid, Optional<String> stagingBucket) {
    return stagingBucket
        .map(bucket -> "gs://" + bucket + "/" + FOLDER + "/" + uuid + "/driveroutput")
        .orElse(file(uuid).toUri().toString());
  }

  /** What the names of the objects begin with that hold the output of a job on a cluster. */
  static String ofJob(String stagingBucket, String clusterUuid, String jobId) {
    return "gs://"
        + stagingBucket
        + "/"
        + FOLDER
        + "/"
        + clusterUuid
        + "/jobs/"
        + jobId
        + "/driveroutput";
  }

  /** The last lines that the driver has printed. */
  String tail(String uuid) {
    if (!Files.exists(file(uuid))) {
      return "";
    }
    try (RandomAccessFile log = new RandomAccessFile(file(uuid).toFile(), "r")) {
      byte[] last = new byte[(int) Math.min(TAIL_BYTES, log.length())];
      log.seek(log.length() - last.length);
      log.readFully(last);
      List<String> lines = new String(last, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException failed) {
      LOG.warn("The output of {} cannot be read", uuid, failed);
      return "";
    }
  }

  /** Puts the output where the work says it is; without it the work ends all the same. */
  void publish(SubmittedWork work) throws InterruptedException {
    Path log = file(work.uuid());
    if (!work.outputUri().startsWith("gs://") || !Files.exists(log)) {
      return;
    }
    String[] address = object(work).split("/", 2);
    try {
      HttpResponse<Void> answer =
          client.send(upload(address[0], address[1], log), BodyHandlers.discarding());
      if (answer.statusCode() != 200) {
        LOG.warn("The output of {} is not stored: {}", work.name(), answer.statusCode());
      }
    } catch (IOException failed) {
      LOG.warn("The output of {} is not stored", work.name(), failed);
    }
  }

  /** Bucket and name; the output of a job comes in numbered parts, here in one. */
  private static String object(SubmittedWork work) {
    String uri = work.outputUri().substring("gs://".length());
    return switch (work.kind()) {
      case BATCH -> uri;
      case JOB -> uri + ".000000000";
    };
  }

  private HttpRequest upload(String bucket, String name, Path log) throws IOException {
    String path =
        "/upload/storage/v1/b/"
            + bucket
            + "/o?uploadType=media&name="
            + PercentEncoding.encode(name, "");
    return HttpRequest.newBuilder(URI.create(lake.endpoint() + path))
        .timeout(Duration.ofMinutes(1))
        .header("Content-Type", "text/plain")
        .header("User-Agent", "headrace-local-dataproc")
        .POST(BodyPublishers.ofFile(log))
        .build();
  }
}
