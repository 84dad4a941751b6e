package dev.headrace.local;

import dev.headrace.local.bigquery.BigQuery;
import dev.headrace.local.clock.ClockSources;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.dataproc.Dataproc;
import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.SparkSettings;
import dev.headrace.local.events.EventsApi;
import dev.headrace.local.events.Outbox;
import dev.headrace.local.hosting.FunctionHost;
import dev.headrace.local.hosting.HostedFunction;
import dev.headrace.local.hosting.HostedFunction.Signature;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.identity.IdTokens;
import dev.headrace.local.journal.DataFolder;
import dev.headrace.local.project.Project;
import dev.headrace.local.project.PurposeBuckets;
import dev.headrace.local.scheduler.ClockApi;
import dev.headrace.local.scheduler.Scheduler;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final Project.Accounts ACCOUNTS = Project.Accounts.of(PROJECT);

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
   * @param reach from where it is reached
   * @param begin where the clock of an empty folder begins; real time if nothing is said
   * @param python the interpreter for PySpark batches
   * @param invoker the jar of the functions framework's invoker
   * @param functions the functions' deployable jar
   */
  public record Options(
      Path folder,
      Ports ports,
      Reach reach,
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
    IdTokens tokens = new IdTokens(clock);
    Outbox outbox =
        new Outbox(
            clock, target -> Optional.of(tokens.token(ACCOUNTS.events(), target.toString())));
    ObjectStorage storage = ObjectStorage.open(folder.resolve("storage"), clock, false, outbox);
    keep(storage::close);
    keep(outbox::close);
    for (String bucket : BUCKETS) {
      PurposeBuckets.ensure(storage, bucket, REGION, ACCOUNTS);
    }
    if (!storage.hasBucket(Dataproc.Settings.STAGING_BUCKET)) {
      storage.createBucket(Dataproc.Settings.STAGING_BUCKET);
    }
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    new EventsApi(outbox).register(dispatcher);
    tokens.register(dispatcher);
    Reach reach = options.reach();
    server =
        ApiServer.start(
            new ApiServer.Settings(reach.bind(), options.ports().api(), Set.of(reach.host())),
            dispatcher,
            clock);
    keep(server::close);
    Dataproc dataproc =
        Dataproc.open(
            folder.resolve("dataproc"),
            clock,
            new LakeAccess("http://" + reach.host() + ":" + server.port(), PROJECT),
            Dataproc.Settings.of(options.spark(), options.python()));
    keep(dataproc::close);
    dataproc.register(dispatcher);
    BigQuery bigQuery = BigQuery.open(folder.resolve("bigquery"), clock, storage, PROJECT);
    keep(bigQuery::close);
    bigQuery.register(dispatcher);
    settings = settings(options.ports());
    List<HostedFunction> hosted = hosted(options, settings);
    functions = FunctionHost.start(options.invoker(), options.functions(), clock, hosted);
    keep(functions::close);
    Project project = Project.open(folder, PROJECT, REGION, ACCOUNTS, clock);
    keep(project::close);
    project.register(dispatcher, hosted.stream().map(this::deployed).toList(), outbox);
    Scheduler scheduler = Scheduler.open(folder, clock, tokens, Ports.moves(folder));
    keep(scheduler::close);
    scheduler.register(dispatcher);
    ClockSources sources =
        new ClockSources(
            List.of(
                ClockSources.counting(scheduler::inFlight, "calls of the scheduler"),
                ClockSources.counting(functions::inFlight, "function calls"),
                ClockSources.source(() -> !outbox.isIdle(), () -> outbox.pending() + " events")),
            List.of(
                ClockSources.counting(dataproc::active, "jobs"),
                ClockSources.counting(bigQuery::active, "BigQuery jobs")));
    new ClockApi(clock, scheduler, sources.calls(), sources.jobs()).register(dispatcher);
  }

  /** How a hosted function looks to who asks for the functions of the project. */
  private Project.Function deployed(HostedFunction function) {
    Optional<String> bucket =
        switch (function.name()) {
          case "arrival" -> Optional.of("landing");
          case "advance" -> Optional.of("outcomes");
          default -> Optional.empty();
        };
    boolean console = function.name().equals("console");
    String caller = bucket.isPresent() ? ACCOUNTS.events() : ACCOUNTS.scheduler();
    return new Project.Function(
        function.name(),
        "dev.headrace.functions." + type(function.name()) + "Function",
        functions.urls().get(function.name()),
        function.settings(),
        console ? Optional.empty() : Optional.of(caller),
        bucket);
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
      all.put("HEADRACE_" + bucket.toUpperCase(Locale.ROOT) + "_BUCKET", bucket);
    }
    all.put("HEADRACE_STORAGE_ENDPOINT", server.url());
    all.put("HEADRACE_DATAPROC_ENDPOINT", server.url());
    all.put("HEADRACE_SCHEDULER_ENDPOINT", server.url());
    all.put("HEADRACE_BIGQUERY_ENDPOINT", server.url());
    all.put("HEADRACE_SCHEDULE_URL", "http://127.0.0.1:" + ports.schedule());
    all.put("HEADRACE_RECONCILE_URL", "http://127.0.0.1:" + ports.reconcile());
    all.put("HEADRACE_INVOKER_ACCOUNT", ACCOUNTS.scheduler());
    all.put("HEADRACE_SERVICE_ACCOUNT", ACCOUNTS.spark());
    all.put("HEADRACE_TOKEN_ISSUER", IdTokens.ISSUER);
    all.put("HEADRACE_TOKEN_KEYS", server.url() + "/local/keys");
    return all;
  }

  /**
   * All are called by HTTP, with a token that they check themselves. Only the console has none to
   * check: browsers send it none, and in the place of the platform that would, the port is on
   * loopback and answers no foreign host.
   */
  private static List<HostedFunction> hosted(Options options, Map<String, String> settings) {
    Ports ports = options.ports();
    Map<String, String> open = new TreeMap<>(settings);
    open.put("HEADRACE_CALLER_CHECK", "platform");
    return List.of(
        hosted(
            "schedule",
            ports.schedule(),
            callable(settings, ports.schedule(), ACCOUNTS.scheduler())),
        hosted("arrival", ports.arrival(), callable(settings, ports.arrival(), ACCOUNTS.events())),
        hosted("advance", ports.advance(), callable(settings, ports.advance(), ACCOUNTS.events())),
        hosted(
            "reconcile",
            ports.reconcile(),
            callable(settings, ports.reconcile(), ACCOUNTS.scheduler())),
        hosted("console", ports.console(), open).at(options.reach().bind()));
  }

  private static Map<String, String> callable(
      Map<String, String> settings, int port, String account) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("HEADRACE_AUDIENCES", "http://127.0.0.1:" + port);
    all.put("HEADRACE_CALLERS", account);
    return all;
  }

  private static HostedFunction hosted(String name, int port, Map<String, String> settings) {
    return new HostedFunction(
        name,
        "dev.headrace.local.hosting.handed.Local" + type(name) + "Function",
        Signature.HTTP,
        "127.0.0.1",
        port,
        new TreeMap<>(settings));
  }

  private static String type(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
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
