package dev.headrace.local.scheduler;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.identity.IdTokens;
import dev.headrace.local.scheduler.SchedulerJobs.Due;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the targets of jobs, never two calls of one job at once, and again as they are set up. */
final class Calls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final int FAILED = 13;

  private final SchedulerJobs jobs;
  private final LocalClock clock;
  private final IdTokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "scheduler-call");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final Set<Retry> retries = ConcurrentHashMap.newKeySet();
  private final Runnable retryAdded;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * @param retryAdded called when {@link #nextRetry} may have come nearer
   */
  Calls(SchedulerJobs jobs, LocalClock clock, IdTokens tokens, Runnable retryAdded) {
    this.jobs = jobs;
    this.clock = clock;
    this.tokens = tokens;
    this.retryAdded = retryAdded;
  }

  int inFlight() {
    return inFlight.get();
  }

  /** Calls a job whose time has come, unless its last call has not ended. */
  void fire(Due due) {
    if (running.add(due.job().name())) {
      call(new Attempt(due, 1, true));
    } else {
      LOG.info("{} is still running: this time is passed over", due.job().id());
    }
  }

  /** Calls a job now, whatever else is running: what {@code :run} does. */
  void fireAnyway(Due due) {
    call(new Attempt(due, 1, false));
  }

  /** When the first retry is due. */
  Optional<Instant> nextRetry() {
    return retries.stream().map(Retry::due).min(Instant::compareTo);
  }

  /** Calls again what has waited long enough. */
  void retryDue(Instant now) {
    for (Retry retry : List.copyOf(retries)) {
      if (!retry.due().isAfter(now) && retries.remove(retry)) {
        call(retry.attempt());
      }
    }
  }

  /**
   * @param only whether no other scheduled call of the job may begin before this one's end
   */
  private record Attempt(Due due, int number, boolean only) {}

  /** An attempt that waits for its time: not in flight, so a stepped clock goes on to it. */
  private record Retry(Instant due, Attempt attempt) {}

  private void call(Attempt attempt) {
    inFlight.incrementAndGet();
    threads.execute(
        () -> {
          boolean again = false;
          try {
            again = callOnce(attempt);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          } finally {
            if (!again && attempt.only()) {
              running.remove(attempt.due().job().name());
            }
            inFlight.decrementAndGet();
          }
        });
  }

  /** Whether another attempt follows. */
  private boolean callOnce(Attempt attempt) throws InterruptedException {
    Due due = attempt.due();
    boolean done = attempt(due);
    jobs.attempted(due.job().name(), clock.instant(), done ? 0 : FAILED);
    if (done || attempt.number() > due.job().retryCount()) {
      return false;
    }
    Instant again = clock.instant().plus(due.job().backoff(attempt.number()));
    boolean passed =
        jobs.find(due.job().name())
            .flatMap(SchedulerJob::next)
            .map(next -> !again.isBefore(next))
            .orElse(true);
    if (!passed) {
      retries.add(new Retry(again, new Attempt(due, attempt.number() + 1, attempt.only())));
      retryAdded.run();
    }
    return !passed;
  }

  private boolean attempt(Due due) throws InterruptedException {
    try {
      int status = http.send(request(due), BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        LOG.info("{} was answered with {}", due.job().id(), status);
      }
      return status / 100 == 2;
    } catch (IOException failed) {
      LOG.info("{} was not answered: {}", due.job().id(), failed.toString());
      return false;
    }
  }

  private HttpRequest request(Due due) {
    var target = due.job().resource().path("httpTarget");
    byte[] body = Base64.getDecoder().decode(target.path("body").asText());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target.path("uri").asText()))
            .timeout(atLeastASecond(due.job().attemptDeadline()))
            .method(method(target.path("httpMethod").asText()), BodyPublishers.ofByteArray(body));
    target
        .path("headers")
        .properties()
        .forEach(header -> request.setHeader(header.getKey(), header.getValue().asText()));
    if (!target.path("headers").has("Content-Type")) {
      request.setHeader("Content-Type", "application/octet-stream");
    }
    due.job()
        .account()
        .ifPresent(
            account ->
                request.setHeader(
                    "Authorization", "Bearer " + tokens.token(account, due.job().audience())));
    return request
        .setHeader("User-Agent", "Google-Cloud-Scheduler")
        .setHeader("X-CloudScheduler", "true")
        .setHeader("X-CloudScheduler-JobName", due.job().id())
        .setHeader("X-CloudScheduler-ScheduleTime", due.scheduleTime().toString())
        .build();
  }

  private static Duration atLeastASecond(Duration deadline) {
    return deadline.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : deadline;
  }

  private static String method(String name) {
    return name.isEmpty() ? "POST" : name.toUpperCase(Locale.ROOT);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
