package dev.headrace.local.scheduler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.IdleSource;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows, sets and steps the local clock.
 *
 * <p>{@code GET /local/clock} tells the time. {@code POST /local/clock} with {@code time} and
 * {@code mode} jumps: schedules that fall due in between are passed over, as if the machine had
 * slept. {@code POST /local/clock:advance} with {@code by} or {@code to} goes from due time to due
 * time, in order, and waits at each until the chosen work is done: {@code wait} is {@code idle}
 * (all work, the default), {@code calls} (function calls and events, not jobs) or {@code none}.
 * After {@code limitSeconds} of real time it stops waiting and the answer names what it waited for.
 */
public final class ClockApi {
  private static final long POLL_NANOS = 2_000_000;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final LocalClock clock;
  private final Scheduler scheduler;
  private final List<IdleSource> calls;
  private final List<IdleSource> all;
  private final Object stepping = new Object();

  /**
   * @param calls work that every step waits for: function calls and events
   * @param jobs work that a step to idle waits for as well
   */
  public ClockApi(
      LocalClock clock, Scheduler scheduler, List<IdleSource> calls, List<IdleSource> jobs) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.calls = List.copyOf(calls);
    this.all = java.util.stream.Stream.concat(calls.stream(), jobs.stream()).toList();
  }

  /** Adds the operations. */
  public void register(Dispatcher dispatcher) {
    dispatcher
        .add("local.clock.get", "GET", "/local/clock", e -> e.answer(200, describe()))
        .add("local.clock.set", "POST", "/local/clock", this::set)
        .add("local.clock.advance", "POST", "/local/clock:advance", this::advance)
        .add("local.idle", "GET", "/local/idle", e -> e.answer(200, busy()));
  }

  private ObjectNode describe() {
    return Json.object()
        .put("time", clock.instant().toString())
        .put("mode", clock.mode().name().toLowerCase(Locale.ROOT))
        .put("offset", clock.offset().toString());
  }

  private ObjectNode busy() {
    return Json.object().set("busy", waitingFor(all));
  }

  private static ArrayNode waitingFor(List<IdleSource> sources) {
    ArrayNode busy = Json.array();
    sources.stream().filter(IdleSource::busy).forEach(source -> busy.add(source.describe()));
    return busy;
  }

  private void set(Exchange exchange) throws IOException {
    ObjectNode wanted = exchange.json();
    synchronized (stepping) {
      LocalClock.Mode mode = mode(wanted);
      Instant time = wanted.has("time") ? instant(wanted.path("time").asText()) : clock.instant();
      try {
        scheduler.jump(() -> clock.set(time, mode));
      } catch (IllegalArgumentException behind) {
        throw ApiError.failedPrecondition(behind.getMessage());
      }
    }
    exchange.answer(200, describe());
  }

  private LocalClock.Mode mode(ObjectNode wanted) {
    String word = wanted.path("mode").asText();
    return switch (word) {
      case "" -> clock.mode();
      case "running" -> LocalClock.Mode.RUNNING;
      case "frozen" -> LocalClock.Mode.FROZEN;
      default -> throw ApiError.invalid("mode must be running or frozen, but is \"" + word + "\"");
    };
  }

  private void advance(Exchange exchange) throws IOException {
    ObjectNode wanted = exchange.json();
    Instant target = target(wanted);
    List<IdleSource> sources = sources(wanted);
    Duration limit =
        wanted.has("limitSeconds")
            ? Duration.ofSeconds(wanted.path("limitSeconds").asLong())
            : LIMIT;
    long deadline = System.nanoTime() + limit.toNanos();
    ArrayNode late;
    synchronized (stepping) {
      late = step(target, sources, deadline);
    }
    ObjectNode answer = describe();
    answer.set("stillBusy", late);
    exchange.answer(200, answer);
  }

  private ArrayNode step(Instant target, List<IdleSource> sources, long deadline) {
    while (!target.isBefore(clock.instant())) {
      Optional<Instant> due = scheduler.nextDue().filter(next -> !next.isAfter(target));
      moveTo(due.orElse(target));
      scheduler.fireDue();
      if (!awaitIdle(sources, deadline)) {
        return waitingFor(sources);
      }
      if (due.isEmpty()) {
        break;
      }
    }
    return Json.array();
  }

  private void moveTo(Instant instant) {
    if (instant.isAfter(clock.instant())) {
      clock.set(instant, clock.mode());
    }
  }

  private static boolean awaitIdle(List<IdleSource> sources, long deadline) {
    while (sources.stream().anyMatch(IdleSource::busy)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  private Instant target(ObjectNode wanted) {
    if (wanted.has("to")) {
      return instant(wanted.path("to").asText());
    }
    if (wanted.has("by")) {
      try {
        return clock.instant().plus(Duration.parse(wanted.path("by").asText()));
      } catch (DateTimeException e) {
        throw ApiError.invalid("by must be a duration such as PT5M");
      }
    }
    throw ApiError.invalid("Say how far: {\"by\": \"PT5M\"} or {\"to\": \"2001-01-02T09:15:00Z\"}");
  }

  private List<IdleSource> sources(ObjectNode wanted) {
    String word = wanted.path("wait").asText("idle");
    return switch (word) {
      case "", "idle" -> all;
      case "calls" -> calls;
      case "none" -> List.of();
      default ->
          throw ApiError.invalid("wait must be idle, calls or none, but is \"" + word + "\"");
    };
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw ApiError.invalid("\"" + text + "\" is no time such as 2001-01-02T09:15:00Z");
    }
  }
}
