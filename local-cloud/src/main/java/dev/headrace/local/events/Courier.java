package dev.headrace.local.events;

import dev.headrace.local.http.Json;
import dev.headrace.local.http.PercentEncoding;
import dev.headrace.local.storage.ObjectEvent;
import dev.headrace.local.storage.ObjectJson;
import dev.headrace.local.storage.ObjectKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Carries events to functions: CloudEvents in binary mode over HTTP, as Eventarc sends them. */
final class Courier implements AutoCloseable {
  // What a header carries as it is: printable ASCII, but neither space, quote nor percent.
  private static final String HEADER_CHARACTERS = "!#$&'()*+,/:;<=>?@[\\]^`{|}";
  private static final Duration LONGEST_CALL = Duration.ofMinutes(10);
  private static final long CLOSE_SECONDS = 5;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          work -> {
            Thread thread = new Thread(work, "courier");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .executor(threads)
          .build();
  private final DeliveryToken token;

  Courier(DeliveryToken token) {
    this.token = token;
  }

  /** Completes with whether the target took it; never fails. */
  CompletableFuture<Boolean> carry(Delivery delivery, URI target) {
    try {
      return client
          .sendAsync(request(delivery, target), BodyHandlers.discarding())
          .handle((answer, failed) -> failed == null && answer.statusCode() / 100 == 2);
    } catch (RuntimeException failed) {
      return CompletableFuture.completedFuture(false);
    }
  }

  private HttpRequest request(Delivery delivery, URI target) {
    ObjectEvent event = delivery.event();
    ObjectKey key = event.object().key();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(LONGEST_CALL)
            .header("ce-id", delivery.eventId())
            .header("ce-specversion", "1.0")
            .header("ce-type", event.kind().type())
            .header("ce-source", "//storage.googleapis.com/projects/_/buckets/" + key.bucket())
            .header(
                "ce-subject", "objects/" + PercentEncoding.encode(key.name(), HEADER_CHARACTERS))
            .header("ce-time", ObjectJson.time(event.at()))
            .header("ce-bucket", key.bucket())
            .header("Content-Type", "application/json");
    Optional<String> bearer = token.forTarget(target);
    bearer.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request
        .POST(BodyPublishers.ofByteArray(Json.write(ObjectJson.resource(event.object()))))
        .build();
  }

  /** Ends the calls; an answer that has come is handled before this returns. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
