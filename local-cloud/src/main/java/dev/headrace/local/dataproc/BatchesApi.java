package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The REST API of batches and of the operations that stand for them. */
final class BatchesApi {
  private static final String BATCHES = "/v1/projects/{project}/locations/{location}/batches";
  private static final String OPERATION =
      "/v1/projects/{project}/regions/{location}/operations/{operation}";

  private final BatchStore store;
  private final BatchRuns runs;
  private final DriverLogs logs;
  private final LocalClock clock;
  private final int limit;

  BatchesApi(BatchStore store, BatchRuns runs, DriverLogs logs, LocalClock clock, int limit) {
    this.store = store;
    this.runs = runs;
    this.logs = logs;
    this.clock = clock;
    this.limit = limit;
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("dataproc.batches.create", "POST", BATCHES, this::create)
        .add("dataproc.batches.list", "GET", BATCHES, this::list)
        .add("dataproc.batches.get", "GET", BATCHES + "/{batch}", this::get)
        .add("dataproc.batches.delete", "DELETE", BATCHES + "/{batch}", this::delete)
        .add("dataproc.operations.cancel", "POST", OPERATION + ":cancel", this::cancel)
        .add("dataproc.operations.get", "GET", OPERATION, this::operation)
        .add("local.batches.log", "GET", "/local/batches/{batch}/log", this::log);
  }

  private void create(Exchange exchange) throws IOException {
    String id = exchange.parameter("batchId").orElse("batch-" + UUID.randomUUID());
    String requestId = exchange.parameter("requestId").orElse("");
    BatchCheck.id(id);
    BatchCheck.requestId(requestId);
    BatchName name = new BatchName(exchange.variable("project"), exchange.variable("location"), id);
    ObjectNode spec = BatchCheck.spec(exchange.json());
    Optional<Batch> repeated = sameRequest(name, requestId);
    if (repeated.isPresent()) {
      exchange.answer(200, repeated.get().toOperation());
      return;
    }
    if (store.active() >= limit) {
      throw ApiError.ofStatus(429, "There are " + limit + " batches that have not ended.");
    }
    String uuid = UUID.randomUUID().toString();
    Batch batch = store.create(name, number -> pending(name, number, uuid, requestId, spec));
    if (batch.uuid().equals(uuid)) {
      runs.enqueue(batch);
    } else if (requestId.isEmpty() || !batch.requestId().equals(requestId)) {
      throw ApiError.alreadyExists("Already exists: Batch " + name.full());
    }
    exchange.answer(200, batch.toOperation());
  }

  private Optional<Batch> sameRequest(BatchName name, String requestId) {
    return store.all().stream()
        .filter(batch -> !requestId.isEmpty() && batch.requestId().equals(requestId))
        .filter(batch -> batch.name().project().equals(name.project()))
        .filter(batch -> batch.name().location().equals(name.location()))
        .findFirst();
  }

  private Batch pending(
      BatchName name, long number, String uuid, String requestId, ObjectNode spec) {
    Instant now = clock.instant();
    String bucket = spec.at("/environmentConfig/executionConfig/stagingBucket").asText();
    String output = logs.uri(uuid, bucket.isEmpty() ? Optional.empty() : Optional.of(bucket));
    List<Batch.Step> begin = List.of(new Batch.Step(BatchState.PENDING, "", now));
    return new Batch(name, number, uuid, requestId, spec, output, begin);
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, find(exchange).toJson());
  }

  private Batch find(Exchange exchange) {
    BatchName name =
        new BatchName(
            exchange.variable("project"),
            exchange.variable("location"),
            exchange.variable("batch"));
    return store.get(name).orElseThrow(() -> ApiError.notFound("Not found: Batch " + name.full()));
  }

  private void list(Exchange exchange) throws IOException {
    String order = exchange.parameter("orderBy").orElse("create_time desc");
    if (!order.equals("create_time desc")) {
      throw ApiError.invalid("Batches are ordered by 'create_time desc' only, not " + order);
    }
    int size = (int) Math.min(1_000, exchange.number("pageSize").orElse(0));
    int most = size <= 0 ? 20 : size;
    // Numbers fall from page to page, so a page stays right when batches come and go.
    long before = exchange.number("pageToken").orElse(Long.MAX_VALUE);
    Predicate<Batch> filter = BatchFilter.parse(exchange.parameter("filter").orElse(""));
    List<Batch> rest =
        store.all().stream()
            .filter(batch -> batch.number() < before)
            .filter(batch -> batch.name().project().equals(exchange.variable("project")))
            .filter(batch -> batch.name().location().equals(exchange.variable("location")))
            .filter(filter)
            .limit(most + 1L)
            .toList();
    ObjectNode answer = Json.object();
    ArrayNode batches = answer.putArray("batches");
    rest.stream().limit(most).forEach(batch -> batches.add(batch.toJson()));
    if (rest.size() > most) {
      answer.put("nextPageToken", Long.toString(rest.get(most - 1).number()));
    }
    exchange.answer(200, answer);
  }

  private void delete(Exchange exchange) throws IOException {
    Batch batch = find(exchange);
    if (!batch.state().isEnded()) {
      throw ApiError.failedPrecondition(
          "Batch " + batch.name().full() + " is " + batch.state() + ": cancel it first.");
    }
    store.delete(batch);
    exchange.answer(200, Json.object());
  }

  private void operation(Exchange exchange) throws IOException {
    exchange.answer(200, findOperation(exchange).toOperation());
  }

  private void cancel(Exchange exchange) throws IOException {
    runs.cancel(findOperation(exchange).uuid(), "Cancelled by its caller.");
    exchange.answer(200, Json.object());
  }

  private Batch findOperation(Exchange exchange) {
    String uuid = exchange.variable("operation");
    return store
        .byUuid(uuid)
        .filter(batch -> batch.name().project().equals(exchange.variable("project")))
        .filter(batch -> batch.name().location().equals(exchange.variable("location")))
        .orElseThrow(() -> ApiError.notFound("Not found: Operation " + uuid));
  }

  /** What the driver of a batch, named by its id or uuid, has printed so far. */
  private void log(Exchange exchange) throws IOException {
    String asked = exchange.variable("batch");
    Path file =
        store.all().stream()
            .filter(batch -> batch.name().id().equals(asked) || batch.uuid().equals(asked))
            .findFirst()
            .map(batch -> logs.file(batch.uuid()))
            .orElseThrow(() -> ApiError.notFound("No batch is named " + asked));
    byte[] text = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    exchange.answer(200, "text/plain; charset=UTF-8", text);
  }
}
