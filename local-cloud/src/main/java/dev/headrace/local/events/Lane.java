package dev.headrace.local.events;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongSupplier;

/** Everything on its way to one subscriber. Not safe for threads: the outbox guards it. */
final class Lane {
  private static final int MOST_IN_FLIGHT = 16;

  private final Subscription subscription;
  private final LongSupplier realNanos;
  private final Map<String, Delivery> pending = new LinkedHashMap<>();
  private final Map<String, Delivery> dead = new LinkedHashMap<>();
  private final Deque<String> ready = new ArrayDeque<>();
  private final Set<String> held = new HashSet<>();
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::realDue));
  private Optional<URI> target = Optional.empty();
  private int inFlight;

  /**
   * @param realDue when its time has come by {@link System#nanoTime}
   * @param due when it has come by the local clock, if that is moved
   */
  private record Waiting(String key, long realDue, Instant due) {}

  Lane(Subscription subscription, LongSupplier realNanos) {
    this.subscription = subscription;
    this.realNanos = realNanos;
  }

  Subscription subscription() {
    return subscription;
  }

  Map<String, Delivery> pending() {
    return pending;
  }

  Map<String, Delivery> dead() {
    return dead;
  }

  Optional<URI> target() {
    return target;
  }

  void target(URI url) {
    target = Optional.of(url);
  }

  void add(Delivery delivery) {
    if (pending.put(delivery.key(), delivery) == null) {
      ready.add(delivery.key());
    }
  }

  void addLater(Delivery delivery, Duration wait, Instant now) {
    pending.put(delivery.key(), delivery);
    waiting.add(
        new Waiting(delivery.key(), realNanos.getAsLong() + wait.toNanos(), now.plus(wait)));
  }

  /** Keeps it back until one that came after it has been delivered, at most for so long. */
  void hold(Delivery delivery, Duration longest, Instant now) {
    addLater(delivery, longest, now);
    held.add(delivery.key());
  }

  /** Makes ready what was kept back for this one to come first. */
  void overtake(String key) {
    if (held.isEmpty()) {
      return;
    }
    // Those that are pending stand in the order in which they came, however often they were tried.
    for (String earlier : pending.keySet()) {
      if (earlier.equals(key)) {
        return;
      }
      if (held.remove(earlier)) {
        waiting.removeIf(entry -> entry.key().equals(earlier));
        ready.add(earlier);
      }
    }
  }

  void delivered(String key) {
    pending.remove(key);
    ready.remove(key);
  }

  void died(String key) {
    Delivery delivery = pending.remove(key);
    ready.remove(key);
    if (delivery != null) {
      dead.put(key, delivery);
    }
  }

  void revive() {
    dead.values().forEach(delivery -> add(delivery.anew()));
    dead.clear();
  }

  /** Makes ready what has waited long enough, by either clock. */
  void wake(Instant now) {
    long real = realNanos.getAsLong();
    waiting.removeIf(
        entry -> {
          boolean isDue = entry.realDue() - real <= 0 || !entry.due().isAfter(now);
          if (isDue) {
            held.remove(entry.key());
          }
          if (isDue && pending.containsKey(entry.key())) {
            ready.add(entry.key());
          }
          return isDue;
        });
  }

  /** The next delivery to send, counted as in flight; empty if none may be sent now. */
  Optional<Delivery> take() {
    if (target.isEmpty() || inFlight == MOST_IN_FLIGHT || ready.isEmpty()) {
      return Optional.empty();
    }
    inFlight++;
    return Optional.of(pending.get(ready.remove()));
  }

  void landed() {
    inFlight--;
  }

  boolean isIdle(Instant now) {
    return target.isEmpty()
        || (inFlight == 0
            && ready.isEmpty()
            && waiting.stream().allMatch(entry -> entry.due().isAfter(now)));
  }

  Optional<Instant> nextDue() {
    return waiting.stream().map(Waiting::due).min(Comparator.naturalOrder());
  }

  /** Nanoseconds until something that waits is due in real time. */
  long realWait() {
    return waiting.isEmpty()
        ? Long.MAX_VALUE
        : Math.max(0, waiting.element().realDue() - realNanos.getAsLong());
  }
}
