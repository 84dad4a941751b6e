package dev.headrace.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.Json;
import dev.headrace.local.storage.ChangeFeed;
import dev.headrace.local.storage.ObjectEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events until they are delivered.
 *
 * <p>An event that a subscriber wants is pending from the moment its write is in the journal, and
 * stays so over restarts until the subscriber answers 2xx. What is delivered is noted in the
 * journal a little later: after {@code kill -9} nothing is lost, and some events are sent twice.
 * After a failure the same event is tried again after 1 s, doubled up to 60 s, of real time or of
 * the local clock, whichever comes first; after 24 h of the local clock it becomes a dead letter.
 */
public final class Outbox implements ChangeFeed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final long NOTE_AFTER = TimeUnit.MILLISECONDS.toNanos(200);

  private final LocalClock clock;
  private final Courier courier;
  private final LongSupplier realNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition rest = lock.newCondition();
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final List<Knob> knobs = new ArrayList<>();
  private Ledger unnoted = new Ledger();
  private long noteDue;
  private long delivered;
  private Notes notes;
  private boolean closed;
  private LocalClock.Listening listening;
  private Thread thread;

  /** An outbox that calls subscribers with these tokens, once the storage is open. */
  public Outbox(LocalClock clock, DeliveryToken token) {
    this(clock, token, System::nanoTime);
  }

  /**
   * @param realNanos what measures waits in real time
   */
  Outbox(LocalClock clock, DeliveryToken token, LongSupplier realNanos) {
    this.clock = clock;
    this.courier = new Courier(token);
    this.realNanos = realNanos;
  }

  /**
   * Delivers what the subscription wants to {@code target}: events from now on, and those that are
   * pending from an earlier start under the same id.
   */
  public void subscribe(Subscription subscription, URI target) throws IOException {
    boolean isNew;
    lock.lock();
    try {
      Lane known = lanes.get(subscription.id());
      isNew = known == null || !known.subscription().equals(subscription);
      // Told in memory first: an event between the two is delivered, and better twice than never.
      opened(subscription).target(target);
      work.signal();
    } finally {
      lock.unlock();
    }
    if (isNew) {
      notes.append(Json.object().set("subscribe", subscription.toJson()));
    }
  }

  /** Forgets a subscription and all that is on its way to it. */
  public void unsubscribe(String id) throws IOException {
    lock.lock();
    try {
      lanes.remove(id);
      rest.signalAll();
    } finally {
      lock.unlock();
    }
    notes.append(Json.object().put("unsubscribe", id));
  }

  /** How many deliveries are still to be made, in flight and waiting ones included. */
  public int pending() {
    lock.lock();
    try {
      return lanes.values().stream().mapToInt(lane -> lane.pending().size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no call is in flight and nothing is due at the time of the local clock. */
  public boolean isIdle() {
    lock.lock();
    try {
      Instant now = clock.instant();
      return lanes.values().stream().allMatch(lane -> lane.isIdle(now));
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@link #isIdle}; false if that took longer than this much real time. */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (!isIdle()) {
        if (left <= 0) {
          return false;
        }
        left = rest.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** When, by the local clock, the next attempt is due; empty if none waits. */
  public Optional<Instant> nextDue() {
    lock.lock();
    try {
      return lanes.values().stream()
          .flatMap(lane -> lane.nextDue().stream())
          .min(Comparator.naturalOrder());
    } finally {
      lock.unlock();
    }
  }

  /** Tries all dead letters again. */
  void revive() throws IOException {
    ArrayNode ids = Json.array();
    lock.lock();
    try {
      for (Lane lane : lanes.values()) {
        lane.revive();
        ids.add(lane.subscription().id());
      }
      work.signal();
    } finally {
      lock.unlock();
    }
    notes.append(Json.object().set("revive", ids));
  }

  void turn(List<Knob> next) {
    lock.lock();
    try {
      knobs.clear();
      knobs.addAll(next);
    } finally {
      lock.unlock();
    }
  }

  /** For people and tests. */
  ObjectNode describe() {
    lock.lock();
    try {
      ObjectNode json = Json.object();
      ArrayNode pending = json.putArray("pending");
      ArrayNode dead = json.putArray("deadLetters");
      for (Lane lane : lanes.values()) {
        String id = lane.subscription().id();
        lane.pending()
            .values()
            .forEach(delivery -> pending.add(delivery.describe().put("subscription", id)));
        lane.dead()
            .values()
            .forEach(delivery -> dead.add(delivery.describe().put("subscription", id)));
      }
      return json.put("delivered", delivered);
    } finally {
      lock.unlock();
    }
  }

  // As the storage tells

  @Override
  public void happened(ObjectEvent event) {
    lock.lock();
    try {
      for (Lane lane : lanes.values()) {
        if (lane.subscription().wants(event)) {
          post(lane, Delivery.of(event));
        }
      }
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void replayed(ObjectNode note) {
    lock.lock();
    try {
      note.properties().forEach(entry -> replay(entry.getKey(), entry.getValue()));
    } finally {
      lock.unlock();
    }
  }

  private void replay(String kind, JsonNode value) {
    switch (kind) {
      case "subscribe" -> opened(Subscription.fromJson(value));
      case "unsubscribe" -> lanes.remove(value.asText());
      case "delivered" -> each(value, Lane::delivered);
      case "dead" -> each(value, Lane::died);
      case "revive" -> value.forEach(id -> lane(id).ifPresent(Lane::revive));
      case "pending" ->
          lane(value.path("subscription"))
              .ifPresent(lane -> lane.add(Delivery.fromJson(value.path("delivery"))));
      default -> throw new IllegalArgumentException("Unknown note: " + kind);
    }
  }

  /** What is to be done with each of the deliveries in a note. */
  private interface Step {
    void run(Lane lane, String key);
  }

  private void each(JsonNode bySubscription, Step step) {
    bySubscription
        .properties()
        .forEach(
            entry ->
                Optional.ofNullable(lanes.get(entry.getKey()))
                    .ifPresent(
                        lane -> entry.getValue().forEach(key -> step.run(lane, key.asText()))));
  }

  private Optional<Lane> lane(JsonNode id) {
    return Optional.ofNullable(lanes.get(id.asText()));
  }

  private Lane opened(Subscription subscription) {
    Lane known = lanes.get(subscription.id());
    if (known != null && known.subscription().equals(subscription)) {
      return known;
    }
    Lane fresh = new Lane(subscription, realNanos);
    lanes.put(subscription.id(), fresh);
    return fresh;
  }

  @Override
  public void live(Notes where) {
    notes = where;
    listening = clock.onMove(this::wake);
    thread = new Thread(this::run, "outbox");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public List<ObjectNode> summary() {
    lock.lock();
    try {
      List<ObjectNode> summary = new ArrayList<>();
      for (Lane lane : lanes.values()) {
        String id = lane.subscription().id();
        summary.add(Json.object().set("subscribe", lane.subscription().toJson()));
        lane.pending().values().forEach(delivery -> summary.add(pendingNote(id, delivery)));
        Ledger dead = new Ledger();
        for (Delivery delivery : lane.dead().values()) {
          summary.add(pendingNote(id, delivery));
          dead.dead(id, delivery.key());
        }
        summary.addAll(dead.notes());
      }
      return summary;
    } finally {
      lock.unlock();
    }
  }

  // On the thread of the outbox

  private void run() {
    while (isOpen()) {
      try {
        List<Runnable> calls = nextCalls();
        calls.forEach(Runnable::run);
        note(false);
      } catch (InterruptedException ended) {
        return;
      } catch (IOException | RuntimeException failed) {
        LOG.warn("Notes of deliveries are late: after a crash some events are sent twice", failed);
      }
    }
  }

  /** Waits until there is something to send or to note. */
  private List<Runnable> nextCalls() throws InterruptedException {
    List<Runnable> calls = new ArrayList<>();
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Instant now = clock.instant();
        for (Lane lane : lanes.values()) {
          lane.wake(now);
          for (var next = lane.take(); next.isPresent(); next = lane.take()) {
            calls.add(call(lane, next.get()));
          }
        }
        long untilNote = unnoted.isEmpty() ? Long.MAX_VALUE : noteDue - System.nanoTime();
        if (!calls.isEmpty() || untilNote <= 0) {
          break;
        }
        long wait = lanes.values().stream().mapToLong(Lane::realWait).min().orElse(untilNote);
        work.awaitNanos(Math.min(wait, untilNote));
      }
    } finally {
      lock.unlock();
    }
    return calls;
  }

  private Runnable call(Lane lane, Delivery delivery) {
    Delivery tried = delivery.tried();
    URI target = lane.target().orElseThrow();
    return () ->
        courier
            .carry(tried, target)
            .thenAccept(taken -> landed(lane, tried, taken))
            .exceptionally(
                failed -> {
                  LOG.warn("An event got lost until the next start", failed);
                  return null;
                });
  }

  private void landed(Lane lane, Delivery delivery, boolean taken) {
    lock.lock();
    try {
      lane.landed();
      Instant now = clock.instant();
      if (taken) {
        delivered++;
        lane.overtake(delivery.key());
        forget(lane, delivery.key());
      } else if (delivery.isGivenUp(now)) {
        LOG.warn("Given up after 24 h: {}", delivery.describe());
        lane.pending().put(delivery.key(), delivery);
        lane.died(delivery.key());
        noteSoon();
        unnoted.dead(lane.subscription().id(), delivery.key());
      } else {
        lane.addLater(delivery, delivery.backoff(), now);
      }
      work.signal();
      rest.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void post(Lane lane, Delivery delivery) {
    Optional<Knob> knob =
        notes == null
            ? Optional.empty()
            : knobs.stream().filter(candidate -> candidate.picks(delivery.event())).findFirst();
    if (knob.isEmpty()) {
      lane.add(delivery);
      return;
    }
    switch (knob.get().action()) {
      case DROP -> forget(lane, delivery.key());
      case DELAY -> lane.addLater(delivery, knob.get().delay(), clock.instant());
      case REORDER -> lane.hold(delivery, knob.get().delay(), clock.instant());
      case DUPLICATE -> {
        lane.add(delivery);
        lane.add(delivery.copy(knob.get().underNewId()));
      }
    }
  }

  private void forget(Lane lane, String key) {
    lane.delivered(key);
    noteSoon();
    unnoted.delivered(lane.subscription().id(), key);
  }

  private void noteSoon() {
    if (unnoted.isEmpty()) {
      noteDue = System.nanoTime() + NOTE_AFTER;
    }
  }

  /** The journal is written without the lock: the storage asks for the summary under its own. */
  private void note(boolean now) throws IOException {
    Ledger due = new Ledger();
    lock.lock();
    try {
      if (now || noteDue - System.nanoTime() <= 0) {
        due = unnoted;
        unnoted = new Ledger();
      }
    } finally {
      lock.unlock();
    }
    for (ObjectNode note : due.notes()) {
      notes.append(note);
    }
  }

  private static ObjectNode pendingNote(String id, Delivery delivery) {
    ObjectNode pending = Json.object().put("subscription", id);
    pending.set("delivery", delivery.toJson());
    return Json.object().set("pending", pending);
  }

  private void wake() {
    lock.lock();
    try {
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops sending; the storage must still be open, for what was delivered is noted now. A second
   * close does nothing.
   */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    courier.close();
    if (notes != null) {
      listening.close();
      note(true);
    }
  }
}
