package dev.headrace.local.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import dev.headrace.local.scheduler.SchedulerJobs.Due;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The REST operations of Cloud Scheduler. */
final class SchedulerApi {
  private static final String JOBS = "/v1/projects/{project}/locations/{location}/jobs";
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "description",
          "schedule",
          "timeZone",
          "httpTarget",
          "retryConfig",
          "attemptDeadline",
          "state",
          "userUpdateTime",
          "scheduleTime",
          "lastAttemptTime",
          "status",
          "satisfiesPzs");
  private static final String DEFAULT_DEADLINE = "180s";
  private static final Map<String, String> RETRY_DEFAULTS =
      Map.of("maxRetryDuration", "0s", "minBackoffDuration", "5s", "maxBackoffDuration", "3600s");
  private static final int DEFAULT_DOUBLINGS = 5;
  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int MOST_RETRIES = 5;

  private static final Map<String, String> METHODS =
      Map.of(
          "1", "POST", "2", "GET", "3", "HEAD", "4", "PUT", "5", "DELETE", "6", "PATCH", "7",
          "OPTIONS");

  private final SchedulerJobs jobs;
  private final Calls calls;
  private final InstantSource clock;
  private final Runnable changed;

  SchedulerApi(SchedulerJobs jobs, Calls calls, InstantSource clock, Runnable changed) {
    this.jobs = jobs;
    this.calls = calls;
    this.clock = clock;
    this.changed = changed;
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("scheduler.jobs.create", "POST", JOBS, this::create)
        .add("scheduler.jobs.list", "GET", JOBS, this::list)
        .add("scheduler.jobs.pause", "POST", JOBS + "/{job}:pause", e -> state(e, "PAUSED"))
        .add("scheduler.jobs.resume", "POST", JOBS + "/{job}:resume", e -> state(e, "ENABLED"))
        .add("scheduler.jobs.run", "POST", JOBS + "/{job}:run", this::run)
        .add("scheduler.jobs.get", "GET", JOBS + "/{job}", this::get)
        .add("scheduler.jobs.patch", "PATCH", JOBS + "/{job}", this::patch)
        .add("scheduler.jobs.delete", "DELETE", JOBS + "/{job}", this::delete);
  }

  private static String parent(Exchange exchange) {
    return "projects/"
        + exchange.variable("project")
        + "/locations/"
        + exchange.variable("location")
        + "/jobs/";
  }

  private static String name(Exchange exchange) {
    return parent(exchange) + exchange.variable("job");
  }

  private void create(Exchange exchange) throws IOException {
    ObjectNode job = checked(exchange.json());
    if (!job.path("name").asText().startsWith(parent(exchange))) {
      throw ApiError.invalid("Job name must begin with " + parent(exchange));
    }
    SchedulerJob.schedule(job);
    job.put("state", "ENABLED").put("userUpdateTime", clock.instant().toString());
    jobs.create(job);
    changed.run();
    exchange.answer(200, shown(jobs.get(job.path("name").asText())));
  }

  /** What Google refuses must fail here first. */
  private static ObjectNode checked(ObjectNode job) {
    job.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw ApiError.invalid("Unknown field: " + field);
              }
            });
    checkTimes(job);
    JsonNode target = job.path("httpTarget");
    if (target instanceof ObjectNode http) {
      String method = http.path("httpMethod").asText("POST");
      http.put("httpMethod", METHODS.getOrDefault(method, method));
    }
    return job;
  }

  private static void checkTimes(ObjectNode job) {
    if (job.has("attemptDeadline")) {
      Duration deadline = SchedulerJob.seconds(job.path("attemptDeadline").asText(), Duration.ZERO);
      if (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0) {
        throw ApiError.invalid("attemptDeadline must be between 15s and 1800s");
      }
    }
    int retries = job.path("retryConfig").path("retryCount").asInt();
    if (retries < 0 || retries > MOST_RETRIES) {
      throw ApiError.invalid("retryConfig.retryCount must be between 0 and " + MOST_RETRIES);
    }
  }

  private void list(Exchange exchange) throws IOException {
    List<SchedulerJob> all = jobs.below(parent(exchange));
    int size =
        (int) exchange.number("pageSize").stream().filter(n -> n > 0).findFirst().orElse(500);
    int from =
        exchange.parameter("pageToken").filter(t -> !t.isEmpty()).map(Integer::parseInt).orElse(0);
    ArrayNode page = Json.array();
    all.stream().skip(from).limit(size).forEach(job -> page.add(shown(job)));
    ObjectNode answer = Json.object().set("jobs", page);
    if (from + size < all.size()) {
      answer.put("nextPageToken", Integer.toString(from + size));
    }
    exchange.answer(200, answer);
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, shown(jobs.get(name(exchange))));
  }

  private void patch(Exchange exchange) throws IOException {
    ObjectNode given = checked(exchange.json());
    String mask = exchange.parameter("updateMask").orElse("");
    jobs.change(name(exchange), job -> merged(job, given, mask));
    changed.run();
    exchange.answer(200, shown(jobs.get(name(exchange))));
  }

  private ObjectNode merged(ObjectNode job, ObjectNode given, String mask) {
    given
        .properties()
        .forEach(
            field -> {
              boolean wanted =
                  mask.isEmpty() || List.of(mask.split(",", -1)).contains(field.getKey());
              if (wanted && !field.getKey().equals("name") && !field.getKey().equals("state")) {
                job.set(field.getKey(), field.getValue());
              }
            });
    SchedulerJob.schedule(job);
    return job.put("userUpdateTime", clock.instant().toString());
  }

  private void state(Exchange exchange, String state) throws IOException {
    jobs.change(name(exchange), job -> job.put("state", state));
    changed.run();
    exchange.answer(200, shown(jobs.get(name(exchange))));
  }

  private void run(Exchange exchange) throws IOException {
    SchedulerJob job = jobs.get(name(exchange));
    Instant now = clock.instant();
    calls.fireAnyway(new Due(job, now));
    exchange.answer(200, shown(job));
  }

  private void delete(Exchange exchange) throws IOException {
    jobs.delete(name(exchange));
    changed.run();
    exchange.answer(200, Json.object());
  }

  /** With what holds where the job says nothing, as Google shows it. */
  private static ObjectNode shown(SchedulerJob job) {
    ObjectNode resource = job.resource().deepCopy();
    job.next().ifPresent(next -> resource.put("scheduleTime", next.toString()));
    if (!resource.has("attemptDeadline")) {
      resource.put("attemptDeadline", DEFAULT_DEADLINE);
    }
    ObjectNode retry =
        resource.get("retryConfig") instanceof ObjectNode said
            ? said
            : resource.putObject("retryConfig");
    RETRY_DEFAULTS.forEach(
        (field, value) -> {
          if (!retry.has(field)) {
            retry.put(field, value);
          }
        });
    if (!retry.has("maxDoublings")) {
      retry.put("maxDoublings", DEFAULT_DOUBLINGS);
    }
    return resource;
  }
}
