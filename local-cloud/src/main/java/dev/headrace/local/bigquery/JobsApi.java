package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The operations on jobs, and queries, which are jobs with rows. */
final class JobsApi {
  private static final String PROJECT = "/bigquery/v2/projects/{project}";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,1024}");
  private static final long MOST_ROWS = 10_000;
  private static final long WAIT_MILLIS = 10_000;
  private static final long LONGEST_WAIT_MILLIS = 200_000;

  private final Warehouse warehouse;
  private final JobRuns runs;
  private final String project;
  private final InstantSource clock;
  private final AtomicLong lastNumber;

  JobsApi(Warehouse warehouse, JobRuns runs, String project, InstantSource clock, long lastNumber) {
    this.warehouse = warehouse;
    this.runs = runs;
    this.project = project;
    this.clock = clock;
    this.lastNumber = new AtomicLong(lastNumber);
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("bigquery.jobs.insert", "POST", PROJECT + "/jobs", this::insert)
        .add("bigquery.jobs.list", "GET", PROJECT + "/jobs", this::list)
        .add("bigquery.jobs.get", "GET", PROJECT + "/jobs/{job}", this::get)
        .add("bigquery.jobs.cancel", "POST", PROJECT + "/jobs/{job}/cancel", this::cancel)
        .add("bigquery.jobs.query", "POST", PROJECT + "/queries", this::query)
        .add("bigquery.jobs.getQueryResults", "GET", PROJECT + "/queries/{job}", this::results);
  }

  private void insert(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    ObjectNode asked = exchange.json();
    ObjectNode configuration = asked.withObject("/configuration");
    configuration.remove(List.of("jobType", "dryRun"));
    String id = asked.path("jobReference").path("jobId").asText("job_" + UUID.randomUUID());
    if (!ID.matcher(id).matches()) {
      throw ApiError.invalid("Invalid job ID \"" + id + "\".");
    }
    check(configuration);
    String location = asked.path("jobReference").path("location").asText();
    Job job = create(id, location, configuration, "");
    exchange.answer(200, job.toJson(project));
  }

  private static void check(ObjectNode configuration) {
    for (String key : (Iterable<String>) configuration::fieldNames) {
      if (!List.of("load", "query", "labels", "jobTimeoutMs").contains(key)) {
        throw ApiError.invalid("The local BigQuery does not serve jobs with " + key + ".");
      }
    }
    if (configuration.path("load") instanceof ObjectNode load && !configuration.has("query")) {
      LoadSettings.checkLoad(load);
    } else if (configuration.path("query") instanceof ObjectNode query
        && !configuration.has("load")) {
      LoadSettings.checkQuery(query);
    } else {
      throw ApiError.invalid("Job configuration must contain exactly one of load and query.");
    }
  }

  private Job create(String id, String location, ObjectNode configuration, String request) {
    Job job =
        warehouse.write(
            catalog -> {
              if (catalog.job(id).isPresent()) {
                throw Requests.duplicate("Job " + project + ":" + id);
              }
              Job made =
                  Job.pending(
                      id,
                      lastNumber.incrementAndGet(),
                      location(catalog, location, configuration),
                      configuration,
                      clock.instant());
              catalog.addJob(made, request);
              return made;
            });
    runs.enqueue(job);
    return job;
  }

  /** Where a job runs: where it asks to, which has to be where its data set is. */
  private String location(Catalog catalog, String asked, ObjectNode configuration)
      throws SQLException {
    ObjectNode settings =
        (ObjectNode) configuration.get(configuration.has("load") ? "load" : "query");
    String key = settings.hasNonNull("destinationTable") ? "destinationTable" : "defaultDataset";
    String dataset = settings.path(key).path("datasetId").asText();
    Optional<String> there = catalog.dataset(dataset).map(found -> found.path("location").asText());
    if (there.isPresent() && !asked.isEmpty() && !asked.equalsIgnoreCase(there.get())) {
      throw Requests.notFound(
          "Dataset " + project + ":" + dataset + " was not found in location " + asked);
    }
    return there.orElse(asked.isEmpty() ? "US" : asked);
  }

  private Job find(Exchange exchange) {
    Requests.checkProject(exchange, project);
    String id = exchange.variable("job");
    if (!warehouse.isUsed()) {
      // Whoever asks whether it knows a job does not start it.
      throw Requests.notFound("Job " + project + ":" + id);
    }
    Optional<String> location = exchange.parameter("location");
    return warehouse
        .read(catalog -> catalog.job(id))
        .filter(job -> location.isEmpty() || location.get().equalsIgnoreCase(job.location()))
        .orElseThrow(() -> Requests.notFound("Job " + project + ":" + id));
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, find(exchange).toJson(project));
  }

  private void cancel(Exchange exchange) throws IOException {
    Job job = runs.cancel(find(exchange));
    ObjectNode answer = Json.object().put("kind", "bigquery#jobCancelResponse");
    answer.set("job", job.toJson(project));
    exchange.answer(200, answer);
  }

  private void list(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    List<String> states =
        exchange.parameters("stateFilter").stream()
            .map(state -> state.toUpperCase(Locale.ROOT))
            .toList();
    int most = (int) Math.min(1_000, exchange.number("maxResults").orElse(1_000));
    // Numbers fall from page to page, so a page stays right when jobs come.
    long below = exchange.number("pageToken").orElse(Long.MAX_VALUE);
    List<Job> jobs =
        warehouse.read(catalog -> catalog.jobs(below)).stream()
            .filter(job -> states.isEmpty() || states.contains(job.state()))
            .limit(most + 1L)
            .toList();
    ObjectNode answer = Json.object().put("kind", "bigquery#jobList");
    var items = answer.putArray("jobs");
    for (Job job : jobs.subList(0, Math.min(most, jobs.size()))) {
      ObjectNode json = job.toJson(project).put("state", job.state());
      job.error().ifPresent(error -> json.set("errorResult", error));
      items.add(json);
    }
    if (jobs.size() > most && most > 0) {
      answer.put("nextPageToken", Long.toString(jobs.get(most - 1).number()));
    }
    exchange.answer(200, answer);
  }

  private void query(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    ObjectNode asked = exchange.json();
    ObjectNode configuration = Json.object();
    ObjectNode query = configuration.putObject("query");
    for (String key : List.of("query", "useLegacySql", "defaultDataset", "useQueryCache")) {
      if (asked.hasNonNull(key)) {
        query.set(key, asked.get(key));
      }
    }
    if (asked.hasNonNull("labels")) {
      configuration.set("labels", asked.get("labels"));
    }
    if (asked.path("dryRun").asBoolean() || !asked.path("queryParameters").isEmpty()) {
      throw ApiError.invalid("The local BigQuery has neither dry runs nor query parameters.");
    }
    check(configuration);
    String request = asked.path("requestId").asText();
    Optional<Job> before =
        request.isEmpty()
            ? Optional.empty()
            : warehouse.read(catalog -> catalog.jobOfRequest(request));
    Job job =
        before.isPresent()
            ? before.get()
            : create(
                "job_" + UUID.randomUUID(),
                asked.path("location").asText(),
                configuration,
                request);
    boolean microseconds = asked.path("formatOptions").path("useInt64Timestamp").asBoolean();
    Requests.Page page =
        new Requests.Page(0, Math.min(MOST_ROWS, asked.path("maxResults").asLong(MOST_ROWS)));
    Job after = awaited(job, asked.path("timeoutMs").asLong(WAIT_MILLIS));
    exchange.answer(200, results(after, page, microseconds).put("kind", "bigquery#queryResponse"));
  }

  private void results(Exchange exchange) throws IOException {
    Job job = find(exchange);
    if (job.isLoad()) {
      throw ApiError.invalid("Job " + job.id() + " is not a query.");
    }
    Job after = awaited(job, exchange.number("timeoutMs").orElse(WAIT_MILLIS));
    exchange.answer(
        200,
        results(
                after,
                Requests.Page.of(exchange, MOST_ROWS),
                exchange.flag("formatOptions.useInt64Timestamp"))
            .put("kind", "bigquery#getQueryResultsResponse"));
  }

  private Job awaited(Job job, long millis) throws IOException {
    long limit = Math.max(0, Math.min(LONGEST_WAIT_MILLIS, millis));
    return runs.await(job.id(), Duration.ofMillis(limit));
  }

  private ObjectNode results(Job job, Requests.Page page, boolean microseconds) {
    if (job.error().isPresent()) {
      throw refused(job.error().get());
    }
    ObjectNode answer = Json.object();
    if (job.isDone() && job.result().isPresent()) {
      answer =
          warehouse.read(
              catalog -> {
                Table table = TablesApi.find(catalog, project, job.result().get());
                ObjectNode rows = TablesApi.rows(catalog, table, "TRUE", page, microseconds);
                rows.set("schema", Field.toJson(table.schema()));
                return rows;
              });
    }
    answer.set("jobReference", job.toReference(project));
    answer.put("jobComplete", job.isDone()).put("cacheHit", false);
    answer.put("totalBytesProcessed", "0");
    if (job.isDone() && job.result().isEmpty()) {
      answer.put("totalRows", "0");
      answer.set("numDmlAffectedRows", job.json().at("/statistics/query/numDmlAffectedRows"));
    }
    return answer;
  }

  private static ApiError refused(ObjectNode error) {
    String reason = error.path("reason").asText();
    String message = error.path("message").asText();
    return switch (reason) {
      case "notFound" -> ApiError.notFound(message);
      case "duplicate" -> new ApiError(409, reason, "ALREADY_EXISTS", message);
      case "backendError", "internalError" -> new ApiError(503, reason, "UNAVAILABLE", message);
      default -> new ApiError(400, reason, "INVALID_ARGUMENT", message);
    };
  }
}
