package dev.headrace.local.dataproc;

import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.http.Json;
import dev.headrace.local.http.PercentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The code of batches as local files. A path names one content for ever: {@code SHA256/file.jar}.
 */
final class CodeCache {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Path folder;
  private final LakeAccess lake;
  private final Map<String, Path> known = new ConcurrentHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  CodeCache(Path folder, LakeAccess lake) {
    this.folder = folder;
    this.lake = lake;
  }

  /**
   * The file behind a {@code gs://} or {@code file:} URI.
   *
   * @throws IOException with words for the user, if it cannot be had
   */
  Path fetch(String uri) throws IOException, InterruptedException {
    if (uri.startsWith("file:")) {
      try (InputStream in = Files.newInputStream(Path.of(URI.create(uri)))) {
        return store(in, nameOf(uri));
      } catch (IOException | IllegalArgumentException failed) {
        throw new IOException("File " + uri + " cannot be read.", failed);
      }
    }
    int slash = uri.indexOf('/', "gs://".length());
    if (!uri.startsWith("gs://") || slash < 0) {
      throw new IOException("Not a gs:// or file: address: " + uri);
    }
    String object =
        "/storage/v1/b/"
            + uri.substring("gs://".length(), slash)
            + "/o/"
            + PercentEncoding.encode(uri.substring(slash + 1), "");
    String generation = generation(uri, object);
    Path cached = known.get(uri + "#" + generation);
    if (cached == null || !Files.exists(cached)) {
      cached = download(uri, object + "?alt=media&generation=" + generation);
      known.put(uri + "#" + generation, cached);
    }
    return cached;
  }

  private String generation(String uri, String object) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(request(object + "?fields=generation"), BodyHandlers.ofByteArray());
    check(uri, answer.statusCode());
    return Json.read(answer.body()).path("generation").asText();
  }

  private Path download(String uri, String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(request("/download" + path), BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      check(uri, answer.statusCode());
      return store(in, nameOf(uri));
    }
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(lake.endpoint() + path))
        .timeout(LONGEST)
        .header("User-Agent", "headrace-local-dataproc")
        .build();
  }

  private static void check(String uri, int status) throws IOException {
    if (status == 404) {
      throw new IOException("File not found: " + uri);
    }
    if (status != 200) {
      throw new IOException("File " + uri + " cannot be read: storage answered " + status);
    }
  }

  private static String nameOf(String uri) {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  private Path store(InputStream in, String name) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "part", "");
    try {
      MessageDigest digest = sha256();
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
        in.transferTo(out);
      }
      Path target = folder.resolve(HexFormat.of().formatHex(digest.digest())).resolve(safe(name));
      Files.createDirectories(target.getParent());
      if (!Files.exists(target)) {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return target;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Object names are free text; Python must find modules by theirs. */
  private static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return safe.isEmpty() || safe.startsWith(".") ? "file" + safe : safe;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
