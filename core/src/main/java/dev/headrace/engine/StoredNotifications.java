package dev.headrace.engine;

import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notifier;
import dev.headrace.notify.NotifierUnavailableException;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people were told, each under its id, written once: so that a repeat is known, and that
 * whoever looks at a run sees it.
 */
final class StoredNotifications implements Notifier {
  private final ObjectStore control;

  StoredNotifications(ObjectStore control) {
    this.control = control;
  }

  @Override
  public void send(Notification notification) {
    RunKey run = new RunKey(notification.pipeline(), notification.interval());
    String name = name(run, notification.kind());
    WriteResult result = control.create(name, Content.json(Json.bytes(notification)));
    if (result instanceof WriteResult.Unknown unknown && control.read(name).isEmpty()) {
      throw new NotifierUnavailableException(name + ": " + unknown.reason());
    }
  }

  /** Whether this was told before. */
  boolean has(RunKey run, Notification.Kind kind) {
    return control.read(name(run, kind)).isPresent();
  }

  /** All that was told of an interval, in the order in which it was seen. */
  List<Notification> of(RunKey run) {
    return Stream.of(Notification.Kind.values())
        .flatMap(kind -> read(run, kind).stream())
        .sorted(Comparator.comparing(Notification::seenAt))
        .toList();
  }

  private Optional<Notification> read(RunKey run, Notification.Kind kind) {
    return control.read(name(run, kind)).map(object -> Documents.read(object, Notification.class));
  }

  private static String name(RunKey run, Notification.Kind kind) {
    return "notifications/" + run.pipeline() + "/" + Notification.id(run, kind) + ".json";
  }
}
