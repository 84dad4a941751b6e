package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The REST API of jobs on clusters. */
final class JobsApi {
  private static final String JOBS = "/v1/projects/{project}/regions/{region}/jobs";

  /** In the order of their numbers. */
  private static final List<String> MATCHERS = List.of("ALL", "ACTIVE", "NON_ACTIVE");

  private final WorkStore store;
  private final WorkRuns runs;
  private final Intake intake;
  private final Clusters clusters;

  JobsApi(WorkStore store, WorkRuns runs, Intake intake, Clusters clusters) {
    this.store = store;
    this.runs = runs;
    this.intake = intake;
    this.clusters = clusters;
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("dataproc.jobs.submit", "POST", JOBS + ":submit", this::submit)
        .add("dataproc.jobs.submitAsOperation", "POST", JOBS + ":submitAsOperation", this::operate)
        .add("dataproc.jobs.list", "GET", JOBS, this::list)
        .add("dataproc.jobs.cancel", "POST", JOBS + "/{job}:cancel", this::cancel)
        .add("dataproc.jobs.get", "GET", JOBS + "/{job}", this::get)
        .add("dataproc.jobs.delete", "DELETE", JOBS + "/{job}", this::delete);
  }

  private void submit(Exchange exchange) throws IOException {
    exchange.answer(200, JobJson.job(taken(exchange)));
  }

  private void operate(Exchange exchange) throws IOException {
    exchange.answer(200, JobJson.operation(taken(exchange)));
  }

  private SubmittedWork taken(Exchange exchange) throws IOException {
    ObjectNode request = exchange.json();
    JobCheck.request(request);
    ObjectNode job = WorkCheck.object(request, "job");
    String asked = JobCheck.id(job, exchange.variable("project"));
    String id = asked.isEmpty() ? UUID.randomUUID().toString() : asked;
    ObjectNode spec = JobCheck.spec(job);
    Clusters.Cluster cluster =
        clusters.find(
            exchange.variable("project"),
            exchange.variable("region"),
            spec.at("/placement/clusterName").asText());
    WorkCheck.object(spec, "placement").put("clusterUuid", cluster.uuid());
    return intake.take(
        name(exchange, id),
        request.path("requestId").asText(),
        spec,
        uuid -> DriverLogs.ofJob(cluster.stagingBucket(), cluster.uuid(), id));
  }

  private static WorkName name(Exchange exchange, String id) {
    return new WorkName(
        WorkKind.JOB, exchange.variable("project"), exchange.variable("region"), id);
  }

  private SubmittedWork find(Exchange exchange) {
    WorkName name = name(exchange, exchange.variable("job"));
    return store.get(name).orElseThrow(() -> ApiError.notFound("Not found: Job " + name.full()));
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, JobJson.job(find(exchange)));
  }

  private void cancel(Exchange exchange) throws IOException {
    runs.cancel(find(exchange).uuid(), WorkRuns.BY_CALLER);
    exchange.answer(200, JobJson.job(find(exchange)));
  }

  private void delete(Exchange exchange) throws IOException {
    SubmittedWork job = find(exchange);
    if (!job.state().isEnded()) {
      throw ApiError.failedPrecondition(
          "Job " + job.name().full() + " is " + JobJson.state(job.state()) + ": cancel it first.");
    }
    store.delete(job);
    exchange.answer(200, Json.object());
  }

  private void list(Exchange exchange) throws IOException {
    Optional<String> cluster = exchange.parameter("clusterName");
    Predicate<SubmittedWork> onCluster =
        job -> cluster.isEmpty() || clusterName(job).equals(cluster.get());
    Page page =
        Page.of(
            exchange,
            store
                .in(WorkKind.JOB, exchange.variable("project"), exchange.variable("region"))
                .filter(onCluster)
                .filter(filter(exchange)));
    exchange.answer(200, page.toJson("jobs", JobJson::job));
  }

  private static String clusterName(SubmittedWork job) {
    return job.spec().at("/placement/clusterName").asText();
  }

  /** Where there is a filter, the matcher says nothing. */
  private static Predicate<SubmittedWork> filter(Exchange exchange) {
    Optional<String> filter = exchange.parameter("filter");
    return filter.isPresent()
        ? ListFilter.parse(filter.get(), JobsApi::term)
        : matching(exchange.parameter("jobStateMatcher").orElse("ALL"));
  }

  /** Clients send the number of a matcher, people its name. */
  private static Predicate<SubmittedWork> matching(String matcher) {
    boolean isNumber = matcher.matches("[0-2]");
    String name = isNumber ? MATCHERS.get(Integer.parseInt(matcher)) : matcher;
    if (!MATCHERS.contains(name)) {
      throw ApiError.invalid("jobStateMatcher is one of " + MATCHERS + ", not " + matcher);
    }
    return name.equals("ALL") ? job -> true : inState(name);
  }

  private static Predicate<SubmittedWork> inState(String value) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "ACTIVE" -> job -> !job.state().isEnded();
      case "NON_ACTIVE" -> job -> job.state().isEnded();
      default -> throw ApiError.invalid("status.state is ACTIVE or NON_ACTIVE, not " + value);
    };
  }

  private static Predicate<SubmittedWork> term(String field, String operator, String value) {
    return switch (field) {
      case "status.state" -> ListFilter.equal(operator, inState(value));
      case "cluster_name", "clustername" ->
          ListFilter.equal(operator, job -> clusterName(job).equals(value));
      default -> throw ListFilter.unknown(field);
    };
  }
}
