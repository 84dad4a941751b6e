package dev.headrace.local.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import dev.headrace.local.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All Scheduler jobs, journalled before a change is answered. What fell due while nobody ran is not
 * made up for, as on Google Cloud.
 */
final class SchedulerJobs implements AutoCloseable {
  private final InstantSource clock;
  private final TreeMap<String, SchedulerJob> jobs = new TreeMap<>();
  private final Journal journal;

  SchedulerJobs(Path folder, InstantSource clock) throws IOException {
    this.clock = clock;
    this.journal = Journal.open(folder.resolve("scheduler.journal"), this::replay, false);
  }

  private void replay(byte[] record) {
    ObjectNode json = Json.read(record);
    if (json.has("delete")) {
      jobs.remove(json.path("delete").asText());
    } else {
      SchedulerJob job = SchedulerJob.of((ObjectNode) json.path("put"), clock.instant());
      jobs.put(job.name(), job);
    }
  }

  synchronized void create(ObjectNode resource) throws IOException {
    String name = resource.path("name").asText();
    if (jobs.containsKey(name)) {
      throw ApiError.alreadyExists("Job [" + name + "] already exists.");
    }
    put(SchedulerJob.of(resource, clock.instant()));
  }

  synchronized Optional<SchedulerJob> find(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  synchronized SchedulerJob get(String name) {
    return find(name).orElseThrow(() -> ApiError.notFound("Job [" + name + "] not found."));
  }

  synchronized List<SchedulerJob> below(String parent) {
    return jobs.values().stream().filter(job -> job.name().startsWith(parent)).toList();
  }

  /** Changes a resource; its next time is computed anew. */
  synchronized SchedulerJob change(String name, UnaryOperator<ObjectNode> change)
      throws IOException {
    ObjectNode changed = change.apply(get(name).resource().deepCopy());
    SchedulerJob job = SchedulerJob.of(changed, clock.instant());
    put(job);
    return job;
  }

  synchronized void delete(String name) throws IOException {
    get(name);
    journal.append(Json.write(Json.object().put("delete", name)));
    jobs.remove(name);
  }

  private void put(SchedulerJob job) throws IOException {
    journal.append(Json.write(Json.object().set("put", job.resource())));
    jobs.put(job.name(), job);
  }

  /** Lets each job whose target on this machine has moved to another port call it there. */
  synchronized void follow(Map<Integer, Integer> moves) throws IOException {
    for (SchedulerJob job : List.copyOf(jobs.values())) {
      ObjectNode resource = job.resource().deepCopy();
      if (resource.path("httpTarget") instanceof ObjectNode target) {
        Optional<String> moved = Targets.moved(target.path("uri").asText(), moves);
        if (moved.isPresent()) {
          target.put("uri", moved.get());
          if (target.path("oidcToken") instanceof ObjectNode token) {
            // A function takes only tokens that are made for where it is now.
            Targets.moved(token.path("audience").asText(), moves)
                .ifPresent(audience -> token.put("audience", audience));
          }
          put(SchedulerJob.of(resource, clock.instant()));
        }
      }
    }
  }

  /** The earliest time at which a job fires. */
  synchronized Optional<Instant> nextDue() {
    return jobs.values().stream().flatMap(job -> job.next().stream()).min(Instant::compareTo);
  }

  /** A job whose time has come. */
  record Due(SchedulerJob job, Instant scheduleTime) {}

  /** Claims every job whose time has come: nobody else is given it for that time. */
  synchronized List<Due> claim(Instant now) {
    List<Due> due = new ArrayList<>();
    for (SchedulerJob job : List.copyOf(jobs.values())) {
      job.next()
          .filter(next -> !next.isAfter(now))
          .ifPresent(
              next -> {
                due.add(new Due(job, next));
                jobs.put(job.name(), job.claimed(now));
              });
    }
    return due;
  }

  /** Lets every job fire after {@code now} only: what lies between is not made up for. */
  synchronized void skipTo(Instant now) {
    jobs.replaceAll((name, job) -> SchedulerJob.of(job.resource(), now));
  }

  /** Records what became of a call, for those who look; a lost record harms nobody. */
  synchronized void attempted(String name, Instant at, int status) {
    SchedulerJob job = jobs.get(name);
    if (job != null) {
      ObjectNode seen = job.resource().deepCopy();
      seen.put("lastAttemptTime", at.toString());
      seen.set("status", status == 0 ? Json.object() : Json.object().put("code", status));
      jobs.put(name, job.with(seen));
    }
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
