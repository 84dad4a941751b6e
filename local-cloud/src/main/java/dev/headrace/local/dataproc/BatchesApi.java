package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The REST API of batches. */
final class BatchesApi {
  private static final String BATCHES = "/v1/projects/{project}/locations/{location}/batches";

  private final WorkStore store;
  private final Intake intake;
  private final DriverLogs logs;

  BatchesApi(WorkStore store, Intake intake, DriverLogs logs) {
    this.store = store;
    this.intake = intake;
    this.logs = logs;
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("dataproc.batches.create", "POST", BATCHES, this::create)
        .add("dataproc.batches.list", "GET", BATCHES, this::list)
        .add("dataproc.batches.get", "GET", BATCHES + "/{batch}", this::get)
        .add("dataproc.batches.delete", "DELETE", BATCHES + "/{batch}", this::delete);
  }

  private void create(Exchange exchange) throws IOException {
    String id = exchange.parameter("batchId").orElse("batch-" + UUID.randomUUID());
    String requestId = exchange.parameter("requestId").orElse("");
    BatchCheck.id(id);
    WorkCheck.requestId(requestId);
    ObjectNode spec = BatchCheck.spec(exchange.json());
    String bucket = spec.at("/environmentConfig/executionConfig/stagingBucket").asText();
    Optional<String> staging = bucket.isEmpty() ? Optional.empty() : Optional.of(bucket);
    SubmittedWork batch =
        intake.take(name(exchange, id), requestId, spec, uuid -> logs.ofBatch(uuid, staging));
    exchange.answer(200, BatchJson.operation(batch));
  }

  private static WorkName name(Exchange exchange, String id) {
    return new WorkName(
        WorkKind.BATCH, exchange.variable("project"), exchange.variable("location"), id);
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, BatchJson.batch(find(exchange)));
  }

  private SubmittedWork find(Exchange exchange) {
    WorkName name = name(exchange, exchange.variable("batch"));
    return store.get(name).orElseThrow(() -> ApiError.notFound("Not found: Batch " + name.full()));
  }

  private void list(Exchange exchange) throws IOException {
    String order = exchange.parameter("orderBy").orElse("create_time desc");
    if (!order.equals("create_time desc")) {
      throw ApiError.invalid("Batches are ordered by 'create_time desc' only, not " + order);
    }
    Predicate<SubmittedWork> filter =
        ListFilter.parse(exchange.parameter("filter").orElse(""), BatchesApi::term);
    Page page =
        Page.of(
            exchange,
            store
                .in(WorkKind.BATCH, exchange.variable("project"), exchange.variable("location"))
                .filter(filter));
    exchange.answer(200, page.toJson("batches", BatchJson::batch));
  }

  private static Predicate<SubmittedWork> term(String field, String operator, String value) {
    return switch (field) {
      case "state" ->
          ListFilter.equal(operator, work -> BatchJson.state(work.state()).equalsIgnoreCase(value));
      case "batch_id" -> ListFilter.equal(operator, work -> work.name().id().equals(value));
      case "batch_uuid" -> ListFilter.equal(operator, work -> work.uuid().equals(value));
      case "create_time" -> ListFilter.createTime(operator, value);
      default -> throw ListFilter.unknown(field);
    };
  }

  private void delete(Exchange exchange) throws IOException {
    SubmittedWork batch = find(exchange);
    if (!batch.state().isEnded()) {
      throw ApiError.failedPrecondition(
          "Batch "
              + batch.name().full()
              + " is "
              + BatchJson.state(batch.state())
              + ": cancel it first.");
    }
    store.delete(batch);
    exchange.answer(200, Json.object());
  }
}
