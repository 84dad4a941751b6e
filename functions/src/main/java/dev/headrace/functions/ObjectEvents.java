package dev.headrace.functions;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.engine.Canaries;
import dev.headrace.engine.RefusedEvents.RefusedEvent;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The frame of the functions that an object's event wakes.
 *
 * <p>An event that was not acknowledged comes back for a day. So it is refused only where that
 * helps; what is not ours is logged, what is malformed or cannot work is kept for a person, both
 * are acknowledged, and all is left to the function that repairs.
 *
 * <p>Events come in one of two ways. As a plain HTTP call, of Eventarc or of Pub/Sub, they carry
 * their sender's token, which is checked. Where the platform was told that this is an event
 * function, the host takes the call apart and hands over no header: then only the platform can
 * check who sent it.
 */
final class ObjectEvents {
  private final String function;
  private final String bucket;
  private final Wiring wiring;
  private final Door door;

  /**
   * @param function its name in what is kept
   * @param bucket the only one whose events are listened to
   */
  ObjectEvents(String function, String bucket, Wiring wiring) {
    this.function = function;
    this.bucket = bucket;
    this.wiring = wiring;
    this.door = wiring.door();
  }

  /** An event as it came, before anything in it is believed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Came(String id, String type, byte[] data) {
    RefusedEvent refused(String function, Instant at, String reason) {
      return new RefusedEvent(
          id, type, at, function, reason, new String(data, StandardCharsets.UTF_8));
    }
  }

  /**
   * An event that was posted: in binary mode, where its attributes are headers and its data the
   * body; or pushed by Pub/Sub, where all is in the body.
   */
  void serve(HttpRequest request, HttpResponse response, Consumer<StorageEvent> action)
      throws Exception {
    door.serve(request, response, admitted -> serve(came(admitted), action));
  }

  private static Came came(HttpRequest request) throws IOException {
    byte[] body;
    try (InputStream in = request.getInputStream()) {
      body = in.readNBytes(StorageEvent.MAX_BYTES + 1);
    }
    Optional<String> type = request.getFirstHeader("ce-type");
    Came event =
        new Came(
            request.getFirstHeader("ce-id").orElse("without an id"), type.orElse("unknown"), body);
    return type.isPresent()
        ? event
        : PushedMessage.of(body)
            .map(pushed -> new Came(pushed.id(), pushed.type(), pushed.data()))
            .orElse(event);
  }

  /** An event that the host has taken apart. */
  void accept(CloudEvent event, Consumer<StorageEvent> action) throws Exception {
    Optional<String> w3c =
        Optional.ofNullable(event.getExtension("traceparent")).map(Object::toString);
    door.log()
        .during(
            Trace.of(Optional.empty(), w3c),
            () -> {
              refuseUnseenCallers(event);
              byte[] data = event.getData() == null ? new byte[0] : event.getData().toBytes();
              serve(new Came(event.getId(), event.getType(), data), action);
              return null;
            });
  }

  /** Such events are kept by their sender until the deployment is mended. */
  private void refuseUnseenCallers(CloudEvent event) {
    if (door.callers().wantsToken()) {
      String message =
          "event "
              + event.getId()
              + " came without its sender's token: deploy this function for HTTP with a trigger of"
              + " its own, or set HEADRACE_CALLER_CHECK to platform";
      door.log().triedAgain(message);
      throw new RetryLater(message);
    }
  }

  private void serve(Came event, Consumer<StorageEvent> action) {
    if (!StorageEvent.FINALIZED.equals(event.type())) {
      door.log().refused("event " + event.id() + " is of type " + event.type());
      return;
    }
    StorageEvent object;
    try {
      object = StorageEvent.of(event.data());
    } catch (StorageEvent.Malformed e) {
      keep(event, "event " + event.id() + " cannot be read: " + e.getMessage(), Optional.empty());
      return;
    }
    if (!object.bucket().equals(bucket)) {
      door.log().refused("event " + event.id() + " is of bucket " + object.bucket());
      return;
    }
    act(event, object, action);
  }

  private void act(Came event, StorageEvent object, Consumer<StorageEvent> action) {
    String what = "gs://" + object.bucket() + "/" + object.name();
    try {
      if (Canaries.isOne(object.name())) {
        wiring
            .engine()
            .canaries()
            .answer(function, object.bucket(), object.name(), object.generation());
      } else {
        action.accept(object);
      }
      door.log()
          .served(
              what, Map.of("event", event.id(), "generation", Long.toString(object.generation())));
    } catch (RetryLater e) {
      door.log().lookedAtAgain(what + ": " + e.getMessage());
      throw e;
    } catch (RuntimeException e) {
      if (RetryLater.helpsAfter(e)) {
        door.log().triedAgain(what + ": " + e.getMessage());
        throw new RetryLater(e.getMessage());
      }
      keep(event, what + ": " + e.getMessage(), Optional.of(e));
    }
  }

  private void keep(Came event, String reason, Optional<RuntimeException> cause) {
    door.log().refusedEvent(reason, cause);
    try {
      wiring
          .engine()
          .refusedEvents()
          .keep(event.refused(function, wiring.clock().instant(), reason));
    } catch (RuntimeException e) {
      String why = "the refused event " + event.id() + " is not kept: " + e.getMessage();
      if (RetryLater.helpsAfter(e)) {
        door.log().triedAgain(why);
        throw new RetryLater(why);
      }
      door.log().failed(why, e);
    }
  }
}
