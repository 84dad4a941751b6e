package dev.headrace.local.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A Scheduler job as its resource says it.
 *
 * @param resource the JSON that clients see; never changed after it was handed in
 * @param next when it fires next; empty while it is paused
 * @param attempts how often the call of the present schedule time was tried
 */
record SchedulerJob(ObjectNode resource, Optional<Instant> next, int attempts) {
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** A job that fires for the first time after {@code now}. */
  static SchedulerJob of(ObjectNode resource, Instant now) {
    Optional<Instant> next =
        resource.path("state").asText().equals("ENABLED")
            ? schedule(resource).after(now)
            : Optional.empty();
    return new SchedulerJob(resource, next, 0);
  }

  static CronSchedule schedule(ObjectNode resource) {
    try {
      return CronSchedule.parse(
          resource.path("schedule").asText(), resource.path("timeZone").asText());
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid("Schedule or time zone is invalid: " + e.getMessage());
    }
  }

  String name() {
    return resource.path("name").asText();
  }

  /** The last part of the name: what the target is told. */
  String id() {
    return name().substring(name().lastIndexOf('/') + 1);
  }

  /** As whom the target is called, if its calls carry a token. */
  Optional<String> account() {
    return Optional.of(resource.path("httpTarget").path("oidcToken"))
        .map(token -> token.path("serviceAccountEmail").asText())
        .filter(email -> !email.isEmpty());
  }

  /** For whom the token is made: the target, unless the job says otherwise. */
  String audience() {
    String said = resource.path("httpTarget").path("oidcToken").path("audience").asText();
    return said.isEmpty() ? resource.path("httpTarget").path("uri").asText() : said;
  }

  Duration attemptDeadline() {
    return duration("attemptDeadline", DEADLINE);
  }

  int retryCount() {
    return resource.path("retryConfig").path("retryCount").asInt(0);
  }

  /** The delay before retry {@code n}, counted from 1. */
  Duration backoff(int n) {
    ObjectNode none = dev.headrace.local.http.Json.object();
    ObjectNode config = resource.path("retryConfig") instanceof ObjectNode given ? given : none;
    Duration first = seconds(config.path("minBackoffDuration").asText(), Duration.ofSeconds(5));
    Duration most = seconds(config.path("maxBackoffDuration").asText(), Duration.ofHours(1));
    int doublings = Math.min(n - 1, config.path("maxDoublings").asInt(5));
    Duration delay = first.multipliedBy(1L << Math.max(0, doublings));
    return delay.compareTo(most) < 0 ? delay : most;
  }

  private Duration duration(String field, Duration otherwise) {
    return seconds(resource.path(field).asText(), otherwise);
  }

  /** What a duration in Google's JSON says, or {@code otherwise} where it is none. */
  static Duration seconds(String text, Duration otherwise) {
    return text.endsWith("s")
        ? Duration.ofNanos((long) (Double.parseDouble(text.substring(0, text.length() - 1)) * 1e9))
        : otherwise;
  }

  /** After the schedule time was claimed: the next one stands. */
  SchedulerJob claimed(Instant scheduleTime) {
    return new SchedulerJob(resource, schedule(resource).after(scheduleTime), 0);
  }

  SchedulerJob with(ObjectNode changed) {
    return new SchedulerJob(changed, next, attempts);
  }
}
