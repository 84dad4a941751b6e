package dev.headrace.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.notify.Notification.Kind;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every sentence of {@link Notifier}, for whatever stands behind it. */
public abstract class NotifierContract {
  private static final PipelineName FLIGHTS = new PipelineName("flights");
  private static final Instant DEADLINE = Instant.parse("2001-01-02T09:00:00Z");
  private static final int SENDERS = 12;

  /** One that was handed nothing yet; the same for the whole test. */
  protected abstract Notifier notifier();

  /** What it was handed, whether or not it keeps repeats. */
  protected abstract List<Notification> received() throws Exception;

  private static Notification late(String interval, Kind kind, Instant seenAt, String text) {
    return Notification.of(
        new RunKey(FLIGHTS, interval), kind, DEADLINE, seenAt, List.of("oncall", "ana"), text);
  }

  private static Notification late(String interval, Kind kind) {
    return late(interval, kind, DEADLINE.plusSeconds(60), "waits for gs://landing/a.csv");
  }

  private List<String> ids() throws Exception {
    return received().stream().map(Notification::id).distinct().toList();
  }

  @Test
  void whatIsSentIsHandedOverWhole() throws Exception {
    Notification sent = late("2001-01-01", Kind.NOT_STARTED);

    notifier().send(sent);

    assertThat(received()).containsExactly(sent);
  }

  @Test
  void whateverTheTextHoldsItArrivesAsItIs() throws Exception {
    Notification sent =
        late(
            "2001-01-01",
            Kind.FAILED,
            DEADLINE,
            "line one\nline two \"quoted\" {\"severity\":\"INFO\"} \u001b[31m \u0130 \ud83d\ude80");

    notifier().send(sent);

    assertThat(received()).containsExactly(sent);
  }

  @Test
  void oneThatIsSentAgainIsKnownByItsId() throws Exception {
    notifier().send(late("2001-01-01", Kind.NOT_STARTED));
    notifier()
        .send(
            late(
                "2001-01-01",
                Kind.NOT_STARTED,
                DEADLINE.plus(Duration.ofMinutes(5)),
                "waits for gs://landing/b.csv"));

    assertThat(ids()).hasSize(1);
  }

  @Test
  void eachIntervalAndKindIsToldForItself() throws Exception {
    for (Kind kind : Kind.values()) {
      notifier().send(late("2001-01-01", kind));
      notifier().send(late("2001-01-02", kind));
    }

    assertThat(ids()).hasSize(2 * Kind.values().length);
  }

  @Test
  void ofManyThatSendAtOnceNoneIsLost() throws Exception {
    CyclicBarrier together = new CyclicBarrier(SENDERS);
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        String own = "2001-02-" + (10 + i);
        sent.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  notifier().send(late("2001-01-01", Kind.FAILED));
                  notifier().send(late(own, Kind.FAILED));
                  return null;
                }));
      }
      for (Future<?> one : sent) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(ids()).hasSize(SENDERS + 1);
  }
}
