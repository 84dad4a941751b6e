package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The operations that stand for batches and jobs, and what their drivers print. */
final class OperationsApi {
  private static final String OPERATION =
      "/v1/projects/{project}/regions/{region}/operations/{operation}";

  private final WorkStore store;
  private final WorkRuns runs;
  private final DriverLogs logs;

  OperationsApi(WorkStore store, WorkRuns runs, DriverLogs logs) {
    this.store = store;
    this.runs = runs;
    this.logs = logs;
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("dataproc.operations.cancel", "POST", OPERATION + ":cancel", this::cancel)
        .add("dataproc.operations.get", "GET", OPERATION, this::get)
        .add("local.batches.log", "GET", "/local/batches/{id}/log", e -> log(e, WorkKind.BATCH))
        .add("local.jobs.log", "GET", "/local/jobs/{id}/log", e -> log(e, WorkKind.JOB));
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, operation(find(exchange)));
  }

  private static ObjectNode operation(SubmittedWork work) {
    return switch (work.kind()) {
      case BATCH -> BatchJson.operation(work);
      case JOB -> JobJson.operation(work);
    };
  }

  private void cancel(Exchange exchange) throws IOException {
    runs.cancel(find(exchange).uuid(), WorkRuns.BY_CALLER);
    exchange.answer(200, Json.object());
  }

  private SubmittedWork find(Exchange exchange) {
    String uuid = exchange.variable("operation");
    return store
        .byUuid(uuid)
        .filter(work -> work.name().project().equals(exchange.variable("project")))
        .filter(work -> work.name().region().equals(exchange.variable("region")))
        .orElseThrow(() -> ApiError.notFound("Not found: Operation " + uuid));
  }

  /** What the driver of work, named by its id or uuid, has printed so far. */
  private void log(Exchange exchange, WorkKind kind) throws IOException {
    String asked = exchange.variable("id");
    Path file =
        store.all().stream()
            .filter(work -> work.kind() == kind)
            .filter(work -> work.name().id().equals(asked) || work.uuid().equals(asked))
            .findFirst()
            .map(work -> logs.file(work.uuid()))
            .orElseThrow(() -> ApiError.notFound("No batch or job is named " + asked));
    byte[] text = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    exchange.answer(200, "text/plain; charset=UTF-8", text);
  }
}
