package dev.headrace.functions;

import io.cloudevents.CloudEvent;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The frame of the functions that an object's event wakes.
 *
 * <p>An event that was not acknowledged comes back for a day. So it is refused only where that
 * helps; what is malformed, not ours or cannot work is logged and acknowledged, and left to the
 * function that repairs.
 *
 * @param bucket the only one whose events are listened to
 */
record ObjectEvents(String bucket, JsonLog log) {

  void accept(CloudEvent event, Consumer<StorageEvent> action) throws Exception {
    Optional<String> w3c =
        Optional.ofNullable(event.getExtension("traceparent")).map(Object::toString);
    log.during(
        Trace.of(Optional.empty(), w3c),
        () -> {
          serve(event, action);
          return null;
        });
  }

  private void serve(CloudEvent event, Consumer<StorageEvent> action) {
    if (!StorageEvent.FINALIZED.equals(event.getType())) {
      log.refused("event " + event.getId() + " is of type " + event.getType());
      return;
    }
    StorageEvent object;
    try {
      object = StorageEvent.of(event);
    } catch (StorageEvent.Malformed e) {
      log.refused("event " + event.getId() + " cannot be read: " + e.getMessage());
      return;
    }
    if (!object.bucket().equals(bucket)) {
      log.refused("event " + event.getId() + " is of bucket " + object.bucket());
      return;
    }
    act(object, action);
  }

  private void act(StorageEvent object, Consumer<StorageEvent> action) {
    String what = "gs://" + object.bucket() + "/" + object.name();
    try {
      action.accept(object);
    } catch (RuntimeException e) {
      if (RetryLater.helpsAfter(e)) {
        log.triedAgain(what + ": " + e.getMessage());
        throw new RetryLater(e.getMessage());
      }
      log.failed(what + ": " + e.getMessage(), e);
    }
  }
}
