package dev.headrace.local.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.scheduler.v1.CloudSchedulerClient;
import com.google.cloud.scheduler.v1.CloudSchedulerSettings;
import com.google.cloud.scheduler.v1.HttpTarget;
import com.google.cloud.scheduler.v1.Job;
import com.google.cloud.scheduler.v1.JobName;
import com.google.cloud.scheduler.v1.LocationName;
import com.google.cloud.scheduler.v1.OidcToken;
import com.google.cloud.scheduler.v1.RetryConfig;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.local.clock.ClockSources;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Json;
import dev.headrace.local.identity.IdTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the official client and a target see of the local Cloud Scheduler. */
@Timeout(60)
class SchedulerTest {
  private static final String LOCATION = "projects/local-test/locations/europe-west1";

  @TempDir Path folder;

  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private HttpServer target;
  private LocalClock clock;
  private Scheduler scheduler;
  private ApiServer server;
  private CloudSchedulerClient client;

  @BeforeEach
  void open() throws IOException {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    target.setExecutor(Executors.newCachedThreadPool());
    target.createContext("/", this::receive);
    target.start();
    clock = LocalClock.open(folder);
    clock.set(Instant.parse("2001-05-15T00:00:00Z"), LocalClock.Mode.FROZEN);
    serve();
  }

  private void serve() throws IOException {
    serve(Map.of());
  }

  private void serve(Map<Integer, Integer> moves) throws IOException {
    scheduler = Scheduler.open(folder, clock, new IdTokens(clock), moves);
    Dispatcher dispatcher = new Dispatcher();
    scheduler.register(dispatcher);
    new ClockApi(
            clock,
            scheduler,
            List.of(ClockSources.counting(scheduler::inFlight, "calls")),
            List.of())
        .register(dispatcher);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    client =
        CloudSchedulerClient.create(
            CloudSchedulerSettings.newHttpJsonBuilder()
                .setEndpoint(server.url())
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
  }

  @AfterEach
  void close() throws IOException {
    gate.countDown();
    shut();
    target.stop(0);
  }

  private void shut() throws IOException {
    client.close();
    server.close();
    scheduler.close();
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(
        exchange.getRequestHeaders().getFirst("X-CloudScheduler-JobName")
            + " "
            + exchange.getRequestHeaders().getFirst("X-CloudScheduler-ScheduleTime")
            + " "
            + exchange.getRequestHeaders().getFirst("X-CloudScheduler")
            + " "
            + body);
    try {
      gate.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 500 : 204, -1);
    exchange.close();
  }

  @Test
  void dueJobsFireInOrderWhileTheClockIsStepped() throws Exception {
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());
    client.createJob(LOCATION, job("two", "0 2 * * *").build());

    assertThat(advance("to", "2001-05-15T02:45:00Z").path("stillBusy")).isEmpty();

    assertThat(calls)
        .containsExactly(
            "hourly 2001-05-15T00:30:00Z true go",
            "hourly 2001-05-15T01:30:00Z true go",
            "two 2001-05-15T02:00:00Z true go",
            "hourly 2001-05-15T02:30:00Z true go");
  }

  @Test
  void whatAJumpPassesOverIsNotMadeUpFor() throws Exception {
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());

    post("/local/clock", Json.object().put("time", "2001-05-16T00:00:00Z"));
    advance("by", "PT30M");

    assertThat(calls).containsExactly("hourly 2001-05-16T00:30:00Z true go");
  }

  @Test
  void aFailedCallIsTriedAgainByTheLocalClock() throws Exception {
    failures.set(2);
    client.createJob(
        LOCATION,
        job("hourly", "30 * * * *")
            .setRetryConfig(RetryConfig.newBuilder().setRetryCount(3))
            .build());

    advance("by", "PT45M");

    assertThat(calls).hasSize(3).allMatch("hourly 2001-05-15T00:30:00Z true go"::equals);
    assertThat(get("hourly").getStatus().getCode()).isZero();
  }

  @Test
  void withoutRetriesAFailureWaitsForTheNextTime() throws Exception {
    failures.set(1);
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());

    advance("by", "PT45M");
    assertThat(get("hourly").getStatus().getCode()).isNotZero();
    advance("by", "PT1H");

    assertThat(calls).hasSize(2);
    assertThat(get("hourly").getStatus().getCode()).isZero();
  }

  @Test
  void callsOfOneJobDoNotOverlapButRunDoesNotCare() throws Exception {
    gate = new CountDownLatch(1);
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());

    ObjectNode late =
        post("/local/clock:advance", Json.object().put("by", "PT2H").put("wait", "none"));
    assertThat(late.path("time").asText()).isEqualTo("2001-05-15T02:00:00Z");
    calls.take();
    client.runJob(name("hourly"));
    calls.take();
    assertThat(calls).isEmpty();

    gate.countDown();
    advance("by", "PT1S");
    advance("by", "PT31M");
    assertThat(calls).containsExactly("hourly 2001-05-15T02:30:00Z true go");
  }

  @Test
  void aWaitThatIsTooLongSaysForWhat() throws Exception {
    gate = new CountDownLatch(1);
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());

    ObjectNode answer =
        post("/local/clock:advance", Json.object().put("by", "PT31M").put("limitSeconds", 0));

    assertThat(answer.path("stillBusy").toString()).isEqualTo("[\"1 calls\"]");
    assertThat(answer.path("time").asText()).isEqualTo("2001-05-15T00:30:00Z");
  }

  @Test
  void aPausedJobDoesNotFireUntilItIsResumed() throws Exception {
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());
    assertThat(client.pauseJob(name("hourly")).getState()).isEqualTo(Job.State.PAUSED);
    advance("by", "PT2H");
    assertThat(calls).isEmpty();

    assertThat(client.resumeJob(name("hourly")).getState()).isEqualTo(Job.State.ENABLED);
    advance("by", "PT1H");

    assertThat(calls).containsExactly("hourly 2001-05-15T02:30:00Z true go");
  }

  @Test
  void onlyWhatTheMaskNamesIsUpdated() {
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());

    client.updateJob(
        job("hourly", "45 * * * *").setTimeZone("Europe/Berlin").setDescription("other").build(),
        FieldMask.newBuilder().addPaths("schedule").addPaths("time_zone").build());

    Job updated = get("hourly");
    assertThat(updated.getSchedule()).isEqualTo("45 * * * *");
    assertThat(updated.getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(updated.getDescription()).isEmpty();
  }

  @Test
  void theErrorsAreGoogles() {
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());

    assertThatThrownBy(() -> client.createJob(LOCATION, job("hourly", "30 * * * *").build()))
        .isInstanceOf(AbortedException.class);
    assertThatThrownBy(
            () ->
                client.updateJob(
                    job("none", "30 * * * *").build(),
                    FieldMask.newBuilder().addPaths("schedule").build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client.deleteJob(name("none"))).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client.createJob(LOCATION, job("bad", "61 * * * *").build()))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void jobsSurviveARestartAndDeletedOnesDoNot() throws Exception {
    client.createJob(LOCATION, job("hourly", "30 * * * *").build());
    client.createJob(LOCATION, job("gone", "30 * * * *").build());
    client.deleteJob(name("gone"));
    shut();

    serve();

    assertThat(client.listJobs(LocationName.of("local-test", "europe-west1")).iterateAll())
        .extracting(Job::getName)
        .containsExactly(LOCATION + "/jobs/hourly");
    advance("by", "PT31M");
    assertThat(calls).hasSize(1);
  }

  @Test
  void aJobCallsItsTargetWhereItHasMoved() throws Exception {
    int now = target.getAddress().getPort();
    client.createJob(LOCATION, job("moved", "30 * * * *", "http://127.0.0.1:1/a?b=1").build());
    client.createJob(LOCATION, job("elsewhere", "30 5 * * *", "http://example.com:1/").build());
    shut();

    serve(Map.of(1, now));

    assertThat(get("moved").getHttpTarget().getUri())
        .isEqualTo("http://127.0.0.1:" + now + "/a?b=1");
    assertThat(get("elsewhere").getHttpTarget().getUri()).isEqualTo("http://example.com:1/");
    advance("by", "PT31M");
    assertThat(calls).hasSize(1);
    shut();
    serve();
    assertThat(get("moved").getHttpTarget().getUri())
        .isEqualTo("http://127.0.0.1:" + now + "/a?b=1");
  }

  @Test
  void theTokenOfAJobIsMadeForWhereItsTargetHasMoved() throws Exception {
    int now = target.getAddress().getPort();
    Job.Builder job = job("moved", "30 * * * *", "http://127.0.0.1:1/");
    OidcToken token =
        OidcToken.newBuilder()
            .setServiceAccountEmail("a@local.iam.gserviceaccount.com")
            .setAudience("http://127.0.0.1:1")
            .build();
    client.createJob(
        LOCATION, job.setHttpTarget(job.getHttpTarget().toBuilder().setOidcToken(token)).build());
    shut();

    serve(Map.of(1, now));

    assertThat(get("moved").getHttpTarget().getOidcToken().getAudience())
        .isEqualTo("http://127.0.0.1:" + now);
  }

  private Job.Builder job(String id, String schedule, String uri) {
    Job.Builder job = job(id, schedule);
    return job.setHttpTarget(job.getHttpTarget().toBuilder().setUri(uri));
  }

  private Job.Builder job(String id, String schedule) {
    return Job.newBuilder()
        .setName(LOCATION + "/jobs/" + id)
        .setSchedule(schedule)
        .setTimeZone("UTC")
        .setHttpTarget(
            HttpTarget.newBuilder()
                .setUri("http://127.0.0.1:" + target.getAddress().getPort() + "/")
                .setBody(ByteString.copyFromUtf8("go")));
  }

  private static JobName name(String id) {
    return JobName.of("local-test", "europe-west1", id);
  }

  private Job get(String id) {
    return client.getJob(name(id));
  }

  private ObjectNode advance(String field, String value) throws Exception {
    return post("/local/clock:advance", Json.object().put(field, value));
  }

  private ObjectNode post(String path, ObjectNode body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .POST(BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    return Json.read(HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body());
  }
}
