package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notifier;
import dev.headrace.notify.NotifierContract;
import dev.headrace.notify.NotifierUnavailableException;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.FaultyObjectStore.Fault;
import dev.headrace.store.InMemoryObjectStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredNotificationsTest extends NotifierContract {
  private static final RunKey RUN = new RunKey(new PipelineName("flights"), "2001-01-01");

  private final InMemoryObjectStore control = new InMemoryObjectStore();
  private final StoredNotifications stored = new StoredNotifications(control);

  @Override
  protected Notifier notifier() {
    return stored;
  }

  @Override
  protected List<Notification> received() {
    return control.list("notifications/flights/").stream()
        .map(object -> control.read(object.name()).orElseThrow())
        .map(object -> Json.read(object.content().bytes(), Notification.class))
        .toList();
  }

  private static Notification failed(String seenAt) {
    return Notification.of(
        RUN,
        Notification.Kind.FAILED,
        Instant.parse("2001-01-02T09:00:00Z"),
        Instant.parse(seenAt),
        List.of("oncall"),
        "it broke");
  }

  @Test
  void theFirstOneStays() {
    stored.send(failed("2001-01-02T09:01:00Z"));
    stored.send(failed("2001-01-02T09:06:00Z"));

    assertThat(stored.of(RUN)).containsExactly(failed("2001-01-02T09:01:00Z"));
    assertThat(control.list("notifications/"))
        .extracting(object -> object.name())
        .containsExactly(
            "notifications/flights/" + Notification.id(RUN, Notification.Kind.FAILED) + ".json");
  }

  @Test
  void aWriteWhoseAnswerIsLostIsLookedFor() {
    over(Fault.LOST_ANSWER).send(failed("2001-01-02T09:01:00Z"));

    assertThat(received()).hasSize(1);
  }

  @Test
  void aWriteThatDidNotArriveIsSaidNotToHave() {
    assertThatThrownBy(() -> over(Fault.LOST_REQUEST).send(failed("2001-01-02T09:01:00Z")))
        .isInstanceOf(NotifierUnavailableException.class)
        .hasMessageContaining("the request was lost");
  }

  private StoredNotifications over(Fault first) {
    return new StoredNotifications(
        new FaultyObjectStore(control, FaultyObjectStore.Plan.at(1, first)));
  }
}
