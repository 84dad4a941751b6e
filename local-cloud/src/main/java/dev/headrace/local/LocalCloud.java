package dev.headrace.local;

import dev.headrace.local.bigquery.BigQuery;
import dev.headrace.local.clock.ClockSources;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.dataproc.Dataproc;
import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.SparkSettings;
import dev.headrace.local.events.DeliveryToken;
import dev.headrace.local.events.EventsApi;
import dev.headrace.local.events.Outbox;
import dev.headrace.local.events.Subscription;
import dev.headrace.local.hosting.FunctionHost;
import dev.headrace.local.hosting.HostedFunction;
import dev.headrace.local.hosting.HostedFunction.Signature;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.journal.DataFolder;
import dev.headrace.local.scheduler.ClockApi;
import dev.headrace.local.scheduler.Scheduler;
import dev.headrace.local.storage.ObjectEvent;
import dev.headrace.local.storage.ObjectStorage;
import dev.headrace.local.storage.StorageApi;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Storage, Dataproc, BigQuery, Scheduler and the functions in this JVM, over one folder. */
public final class LocalCloud implements AutoCloseable {
  /** The project: no real one may begin like this. */
  public static final String PROJECT = "local-headrace";

  /** The region that clients name. */
  public static final String REGION = "local-region1";

  /** The buckets, one for each purpose. */
  public static final List<String> BUCKETS =
      List.of("landing", "lake", "control", "outcomes", "code");

  private final Deque<Closeable> parts = new ArrayDeque<>();
  private LocalClock clock;
  private ApiServer server;
  private FunctionHost functions;
  private Map<String, String> settings = Map.of();

  private LocalCloud() {}

  /**
   * What a local cloud is made of.
   *
   * @param folder for all state; one local cloud at a time
   * @param ports where to listen
   * @param spark how Spark is started
   * @param begin where the clock of an empty folder begins; real time if nothing is said
   * @param python the interpreter for PySpark batches
   * @param invoker the jar of the functions framework's invoker
   * @param functions the functions' deployable jar
   */
  public record Options(
      Path folder,
      Ports ports,
      Optional<Instant> begin,
      SparkSettings spark,
      String python,
      Path invoker,
      Path functions) {}

  /**
   * Starts everything; what an earlier local cloud left in the folder goes on.
   *
   * @throws IOException when the folder is in use, a port is taken, or a part does not start
   */
  public static LocalCloud start(Options options) throws IOException {
    LocalCloud cloud = new LocalCloud();
    try {
      cloud.open(options);
      return cloud;
    } catch (IOException | RuntimeException e) {
      cloud.close();
      throw e;
    }
  }

  private void open(Options options) throws IOException {
    Path folder = options.folder();
    keep(DataFolder.open(folder)::close);
    boolean empty = !Files.exists(folder.resolve("storage"));
    clock = LocalClock.open(folder);
    if (empty && options.begin().isPresent()) {
      clock.force(options.begin().get(), LocalClock.Mode.RUNNING);
    }
    Outbox outbox = new Outbox(clock, DeliveryToken.NONE);
    ObjectStorage storage = ObjectStorage.open(folder.resolve("storage"), clock, false, outbox);
    keep(storage::close);
    keep(outbox::close);
    for (String bucket : BUCKETS) {
      if (!storage.hasBucket(bucket)) {
        storage.createBucket(bucket);
      }
    }
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    new EventsApi(outbox).register(dispatcher);
    server = ApiServer.start(ApiServer.Settings.loopback(options.ports().api()), dispatcher, clock);
    keep(server::close);
    Dataproc dataproc =
        Dataproc.open(
            folder.resolve("dataproc"),
            clock,
            new LakeAccess(server.url(), PROJECT),
            new Dataproc.Settings(options.spark(), 1, options.python(), 1_000, false));
    keep(dataproc::close);
    dataproc.register(dispatcher);
    BigQuery bigQuery = BigQuery.open(folder.resolve("bigquery"), clock, storage, PROJECT);
    keep(bigQuery::close);
    bigQuery.register(dispatcher);
    settings = settings(options.ports());
    functions =
        FunctionHost.start(
            options.invoker(), options.functions(), settings, clock, hosted(options.ports()));
    keep(functions::close);
    outbox.subscribe(
        new Subscription("arrival", "landing", ObjectEvent.Kind.FINALIZED),
        functions.urls().get("arrival"));
    outbox.subscribe(
        new Subscription("advance", "outcomes", ObjectEvent.Kind.FINALIZED),
        functions.urls().get("advance"));
    Scheduler scheduler = Scheduler.open(folder, clock, Ports.moves(folder));
    keep(scheduler::close);
    scheduler.register(dispatcher);
    ClockSources sources =
        new ClockSources(
            List.of(
                ClockSources.counting(scheduler::inFlight, "calls of the scheduler"),
                ClockSources.counting(functions::inFlight, "function calls"),
                ClockSources.source(() -> !outbox.isIdle(), () -> outbox.pending() + " events")),
            List.of(
                ClockSources.counting(dataproc::active, "batches"),
                ClockSources.counting(bigQuery::active, "BigQuery jobs")));
    new ClockApi(clock, scheduler, sources.calls(), sources.jobs()).register(dispatcher);
  }

  private void keep(Closeable part) {
    parts.push(part);
  }

  /** What environment variables are on Google Cloud, pointing here. */
  private Map<String, String> settings(Ports ports) {
    Map<String, String> all = new TreeMap<>();
    all.put("HEADRACE_PROJECT", PROJECT);
    all.put("HEADRACE_REGION", REGION);
    for (String bucket : BUCKETS) {
      all.put("HEADRACE_" + bucket.toUpperCase(java.util.Locale.ROOT) + "_BUCKET", bucket);
    }
    all.put("HEADRACE_STORAGE_ENDPOINT", server.url());
    all.put("HEADRACE_DATAPROC_ENDPOINT", server.url());
    all.put("HEADRACE_SCHEDULER_ENDPOINT", server.url());
    all.put("HEADRACE_BIGQUERY_ENDPOINT", server.url());
    all.put("HEADRACE_SCHEDULE_URL", "http://127.0.0.1:" + ports.schedule());
    all.put("HEADRACE_RECONCILE_URL", "http://127.0.0.1:" + ports.reconcile());
    return all;
  }

  private static List<HostedFunction> hosted(Ports ports) {
    return List.of(
        hosted("schedule", "Schedule", Signature.HTTP, ports.schedule()),
        hosted("arrival", "Arrival", Signature.CLOUD_EVENT, ports.arrival()),
        hosted("advance", "Advance", Signature.CLOUD_EVENT, ports.advance()),
        hosted("reconcile", "Reconcile", Signature.HTTP, ports.reconcile()),
        hosted("console", "Console", Signature.HTTP, ports.console()));
  }

  private static HostedFunction hosted(String name, String type, Signature signature, int port) {
    return new HostedFunction(
        name, "dev.headrace.local.hosting.handed.Local" + type + "Function", signature, port);
  }

  /** The address of all Google APIs, and of {@code /local}. */
  public URI api() {
    return URI.create(server.url());
  }

  /** Where each function listens: schedule, arrival, advance, reconcile, console. */
  public Map<String, URI> functions() {
    return functions.urls();
  }

  /** The settings that point a client or a function here, as environment variables name them. */
  public Map<String, String> settings() {
    return settings;
  }

  /** The local time. */
  public LocalClock clock() {
    return clock;
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Closeable part : parts) {
      try {
        part.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    parts.clear();
    if (first != null) {
      throw first;
    }
  }
}
