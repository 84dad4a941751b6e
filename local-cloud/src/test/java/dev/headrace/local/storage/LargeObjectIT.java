package dev.headrace.local.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects far larger than the memory of the process that stores them. {@code
 * -Dheadrace.large.mebibytes=5120} takes the largest one that Cloud Storage lets in by one request.
 */
class LargeObjectIT {
  private static final long MEBIBYTES = Long.getLong("headrace.large.mebibytes", 300);
  private static final long SIZE = MEBIBYTES * 1024 * 1024 + 12_345;
  private static final String HEAP = "64m";
  private static final String OBJECTS = "/storage/v1/b/" + CloudProcess.BUCKET + "/o";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private URI cloud;

  @BeforeEach
  void start() throws IOException {
    process = CloudProcess.start(folder, "http://127.0.0.1:1", HEAP);
    cloud = CloudProcess.url(process);
  }

  @AfterEach
  void stop() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void theyPassThroughLittleMemory() throws Exception {
    String crc32c = crc32c(new Synthetic(SIZE));

    ObjectNode media = upload("media&name=media", "a/b", body(new Synthetic(SIZE)));
    assertIs(media, crc32c);
    delete("media");

    ObjectNode multipart = upload("multipart", "multipart/related; boundary=x", parts());
    assertIs(multipart, crc32c);
    assertThat(download("multipart")).isEqualTo(crc32c);

    // Copies share their bytes; a composed object has bytes of its own.
    call("POST", OBJECTS + "/multipart/rewriteTo/b/" + CloudProcess.BUCKET + "/o/copy", "");
    delete("multipart");
    assertThat(download("copy")).isEqualTo(crc32c);
    ObjectNode composed =
        call("POST", OBJECTS + "/composed/compose", "{\"sourceObjects\":[{\"name\":\"copy\"}]}");
    assertIs(composed, crc32c);
    delete("copy");
    call("POST", OBJECTS + "/composed/moveTo/o/moved", "");
    assertThat(download("moved")).isEqualTo(crc32c);
    delete("moved");

    assertIs(resumable(), crc32c);
    assertThat(download("resumable")).isEqualTo(crc32c);
    assertThat(process.isAlive()).isTrue();
  }

  private ObjectNode resumable() throws Exception {
    HttpRequest begin =
        request("/upload" + OBJECTS + "?uploadType=resumable&name=resumable")
            .POST(BodyPublishers.noBody())
            .build();
    String session =
        http.send(begin, BodyHandlers.discarding()).headers().firstValue("Location").orElseThrow();
    HttpRequest whole =
        HttpRequest.newBuilder(URI.create(session))
            .header("Content-Range", "bytes 0-" + (SIZE - 1) + "/" + SIZE)
            .PUT(body(new Synthetic(SIZE)))
            .build();
    return answer(http.send(whole, BodyHandlers.ofByteArray()));
  }

  private static BodyPublisher parts() {
    InputStream head =
        text(
            "--x\r\nContent-Type: application/json\r\n\r\n{\"name\":\"multipart\"}\r\n--x\r\n\r\n");
    return body(
        new SequenceInputStream(
            Collections.enumeration(List.of(head, new Synthetic(SIZE), text("\r\n--x--\r\n")))));
  }

  private ObjectNode upload(String query, String type, BodyPublisher body) throws Exception {
    HttpRequest request =
        request("/upload" + OBJECTS + "?uploadType=" + query)
            .header("Content-Type", type)
            .POST(body)
            .build();
    return answer(http.send(request, BodyHandlers.ofByteArray()));
  }

  private String download(String name) throws Exception {
    HttpRequest request = request(OBJECTS + "/" + name + "?alt=media").build();
    try (InputStream in = http.send(request, BodyHandlers.ofInputStream()).body()) {
      return crc32c(in);
    }
  }

  private void delete(String name) throws Exception {
    HttpRequest request = request(OBJECTS + "/" + name).DELETE().build();
    assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
  }

  private ObjectNode call(String method, String path, String body) throws Exception {
    HttpRequest request = request(path).method(method, BodyPublishers.ofString(body)).build();
    return answer(http.send(request, BodyHandlers.ofByteArray()));
  }

  private static ObjectNode answer(HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(200);
    return Json.read(answer.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(cloud.resolve(path));
  }

  private static void assertIs(ObjectNode object, String crc32c) {
    assertThat(object.path("size").asText()).isEqualTo("" + SIZE);
    assertThat(object.path("crc32c").asText()).isEqualTo(crc32c);
  }

  private static String crc32c(InputStream in) throws IOException {
    Checksums checksums = new Checksums();
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      checksums.update(buffer, read);
      size += read;
    }
    return checksums.of("", size).crc32cText();
  }

  private static BodyPublisher body(InputStream in) {
    return BodyPublishers.ofInputStream(() -> in);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** So many bytes, each of its position, so that none can be taken for another. */
  private static final class Synthetic extends InputStream {
    private final long size;
    private long position;

    private Synthetic(long size) {
      this.size = size;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      if (length == 0) {
        return 0;
      }
      int count = (int) Math.min(length, size - position);
      for (int i = 0; i < count; i++) {
        long at = position + i;
        buffer[from + i] = (byte) (at ^ at >>> 8 ^ at >>> 20);
      }
      position += count;
      return count == 0 ? -1 : count;
    }
  }
}
