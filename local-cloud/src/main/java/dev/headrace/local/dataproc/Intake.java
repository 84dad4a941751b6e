package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiError;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes in what an API has checked: once for a request id, and once for a name. */
final class Intake {
  private final WorkStore store;
  private final WorkRuns runs;
  private final LocalClock clock;
  private final int limit;

  /**
   * @param limit how much work may wait or run at once; more is refused with 429
   */
  Intake(WorkStore store, WorkRuns runs, LocalClock clock, int limit) {
    this.store = store;
    this.runs = runs;
    this.clock = clock;
    this.limit = limit;
  }

  /** Where the output of work with this uuid will be found. */
  interface Output {
    String uri(String uuid);
  }

  /**
   * The work that a request made: now, or when it was sent before.
   *
   * @param requestId empty if the request has none
   * @throws ApiError 409 if another request made work of this name, 429 if there is too much
   */
  SubmittedWork take(WorkName name, String requestId, ObjectNode spec, Output output) {
    Optional<SubmittedWork> repeated = sameRequest(name, requestId);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    if (store.active() >= limit) {
      throw ApiError.ofStatus(429, "There are " + limit + " jobs and batches that have not ended.");
    }
    String uuid = UUID.randomUUID().toString();
    SubmittedWork work =
        store.create(name, number -> pending(name, number, uuid, requestId, spec, output));
    if (work.uuid().equals(uuid)) {
      runs.enqueue(work);
    } else if (requestId.isEmpty() || !work.requestId().equals(requestId)) {
      throw ApiError.alreadyExists("Already exists: " + name.full());
    }
    return work;
  }

  private Optional<SubmittedWork> sameRequest(WorkName name, String requestId) {
    return store.all().stream()
        .filter(work -> !requestId.isEmpty() && work.requestId().equals(requestId))
        .filter(work -> work.name().isIn(name.kind(), name.project(), name.region()))
        .findFirst();
  }

  private SubmittedWork pending(
      WorkName name, long number, String uuid, String requestId, ObjectNode spec, Output output) {
    List<SubmittedWork.Step> begin =
        List.of(new SubmittedWork.Step(WorkState.PENDING, "", clock.instant()));
    return new SubmittedWork(name, number, uuid, requestId, spec, output.uri(uuid), begin);
  }
}
