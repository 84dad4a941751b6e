package dev.headrace.functions.storage;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One download: content, type and generation out of one answer, checked against its checksum.
 *
 * @param longest for how long the bytes may come
 */
record MediaRead(ObjectRequests requests, Duration longest) {

  /** The object, or empty when the bucket has none of that name. */
  Optional<StoredObject> read(String name) throws IOException {
    long started = System.nanoTime();
    HttpResponse response;
    try {
      response = requests.download(name);
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404 && !saysThatTheBucketIsMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
    boolean whole = false;
    try {
      HttpHeaders headers = response.getHeaders();
      long generation = generation(name, headers);
      refuseIfLarge(name, headers);
      byte[] bytes = bytes(name, response.getContent(), started);
      check(name, headers, bytes);
      whole = true;
      String type = Optional.ofNullable(response.getContentType()).orElse("");
      return Optional.of(
          new StoredObject(name, generation, new Content(bytes, type, new TreeMap<>())));
    } finally {
      // What was read to its end leaves a connection for the next request.
      if (!whole) {
        response.disconnect();
      }
    }
  }

  /** A missing bucket is no missing object; only the text tells them apart. */
  static boolean saysThatTheBucketIsMissing(HttpResponseException e) {
    return e.getContent() != null && e.getContent().contains("bucket does not exist");
  }

  private static long generation(String name, HttpHeaders headers) throws IOException {
    String text = headers.getFirstHeaderStringValue("x-goog-generation");
    if (text == null) {
      throw new IOException("the answer names no generation of " + name);
    }
    return Long.parseLong(text);
  }

  private static void refuseIfLarge(String name, HttpHeaders headers) {
    Long length = headers.getContentLength();
    if (length != null && length > ObjectStore.MAX_BYTES) {
      throw tooLarge(name, length + " bytes");
    }
  }

  private byte[] bytes(String name, InputStream body, long started) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var buffer = new byte[1 << 14];
    try (body) {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        bytes.write(buffer, 0, n);
        if (bytes.size() > ObjectStore.MAX_BYTES) {
          throw tooLarge(name, "more than " + ObjectStore.MAX_BYTES + " bytes");
        }
        if (System.nanoTime() - started > longest.toNanos()) {
          throw new SocketTimeoutException(name + " did not come within " + longest);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static StoreRefusedException tooLarge(String name, String size) {
    return new StoreRefusedException(
        name + " has " + size + ", and at most " + ObjectStore.MAX_BYTES + " are read");
  }

  private static void check(String name, HttpHeaders headers, byte[] bytes) throws IOException {
    for (String value : headers.getHeaderStringValues("x-goog-hash")) {
      for (String hash : value.split(",", -1)) {
        if (hash.strip().startsWith("crc32c=")
            && !hash.strip().equals("crc32c=" + Crc32c.base64(bytes))) {
          throw new IOException(name + " came with another checksum than it was stored with");
        }
      }
    }
  }
}
