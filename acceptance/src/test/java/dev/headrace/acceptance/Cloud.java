package dev.headrace.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.deploy.Deployer;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.environment.KnownEnvironments;
import dev.headrace.cli.pipelines.CheckedPage;
import dev.headrace.cli.pipelines.PipelineFinder;
import dev.headrace.cli.server.Installation;
import dev.headrace.cli.server.LocalServer;
import dev.headrace.definition.Compilation;
import dev.headrace.engine.Engine;
import dev.headrace.engine.Explanation;
import dev.headrace.local.LocalCloud;
import dev.headrace.local.Ports;
import dev.headrace.local.Reach;
import dev.headrace.local.driver.SparkSettings;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Note;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A local cloud in this JVM with one pipeline deployed by the code that the command deploys with.
 * Its clock stands still: time passes only when a test says so.
 */
final class Cloud implements AutoCloseable {
  /** How often reconcile looks. */
  static final Duration RECONCILE = Duration.ofMinutes(5);

  /** The first day of the pipelines of these tests. */
  private static final LocalDate FIRST = LocalDate.parse("2024-03-04");

  /** Not a minute in which reconcile looks, too: its calls are not the schedule's. */
  private static final Duration DUE = Duration.ofMinutes(32);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_NANOS = 2_000_000;

  /** A retry waits 60 seconds the first time: within so many passes any run of these tests ends. */
  private static final int PASSES = 12;

  private static final int LOG_LINES = 15;

  private final LocalCloud local;
  private final Environment environment;
  private final PipelineName pipeline;
  private final LocalApi api;
  private LocalDate next = FIRST;

  private Cloud(LocalCloud local, Environment environment, PipelineName pipeline, LocalApi api) {
    this.local = local;
    this.environment = environment;
    this.pipeline = pipeline;
    this.api = api;
  }

  /**
   * Starts it and deploys a pipeline.
   *
   * @param home an empty folder
   * @param pipeline the name of its folder among the test resources
   */
  static Cloud start(Path home, String pipeline) throws IOException, URISyntaxException {
    return start(home, pipeline, UnaryOperator.identity());
  }

  /**
   * The same with another pipeline file.
   *
   * @param change what is made of the file's text
   */
  static Cloud start(Path home, String pipeline, UnaryOperator<String> change)
      throws IOException, URISyntaxException {
    return start(home, pipeline, change, Ports.drawn());
  }

  static Cloud start(Path home, String pipeline, UnaryOperator<String> change, Ports ports)
      throws IOException, URISyntaxException {
    return start(home, pipelineFile(home.resolve("pipeline"), pipeline, change), ports, "python3");
  }

  /**
   * The same with a pipeline file where it lies.
   *
   * @param python the interpreter of scripts
   */
  static Cloud startWith(Path home, Path file, String python) throws IOException {
    return start(home, file, Ports.drawn(), python);
  }

  /** What makes all jobs of a pipeline file run on the cluster of the local cloud. */
  static String onCluster(String text) {
    return text + "\nplacement: {cluster: local}\n";
  }

  private static Cloud start(Path home, Path file, Ports ports, String python) throws IOException {
    Folders folders = folders(home);
    Installation installation = Installation.of(folders);
    LocalCloud local = serve(folders, installation, ports, python);
    try {
      LocalServer.endpointsOf(local).write(folders.local());
      LocalApi api = LocalApi.at(local.api());
      api.jumpTo(api.time());
      Environment environment =
          new KnownEnvironments(folders.local()).open("local", home.resolve("headrace.yaml"));
      Compilation.Compiled compiled =
          CheckedPage.allCompiled(new PipelineFinder(folders).check(file)).get(0);
      new Deployer(environment, installation)
          .deploy(compiled.pipeline(), compiled.files(), file.resolveSibling("."));
      return new Cloud(local, environment, compiled.pipeline().name(), api);
    } catch (RuntimeException e) {
      local.close();
      throw e;
    }
  }

  static Folders folders(Path home) throws IOException {
    Path root = Path.of(System.getProperty("headrace.root")).toRealPath();
    return new Folders(root, home, Optional.of(root));
  }

  /** Starts what is in the folder, or an empty one, and deploys nothing. */
  static LocalCloud serve(Folders folders, Installation installation, Ports ports)
      throws IOException {
    return serve(folders, installation, ports, "python3");
  }

  private static LocalCloud serve(
      Folders folders, Installation installation, Ports ports, String python) throws IOException {
    return LocalCloud.start(
        new LocalCloud.Options(
            folders.local(),
            ports,
            Reach.LOOPBACK,
            Optional.of(FIRST.atStartOfDay(ZoneOffset.UTC).toInstant()),
            SparkSettings.of(installation.sparkClassPath()),
            python,
            installation.invoker(),
            installation.functions()));
  }

  private static Path pipelineFile(Path folder, String name, UnaryOperator<String> change)
      throws IOException, URISyntaxException {
    Path resources = Path.of(Cloud.class.getResource("/pipelines/" + name).toURI());
    try (Stream<Path> files = Files.walk(resources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(resources.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, change.apply(Files.readString(file)));
      }
    }
    return folder.resolve("pipeline.yaml");
  }

  LocalApi api() {
    return api;
  }

  Engine engine() {
    return environment.engine();
  }

  URI console() {
    return local.functions().get("console");
  }

  // Days

  /** A day that no test has used. */
  String nextDay() {
    String day = next.toString();
    next = next.plusDays(1);
    return day;
  }

  /** When the interval of a day falls due. */
  static Instant due(String day) {
    return LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(DUE);
  }

  /** Lets the day end and fall due, and waits until everything has come to rest. */
  void fallsDue(String day) {
    justBeforeDue(day);
    api.advanceTo(due(day));
  }

  /** Goes to the last minute before the day falls due. */
  void justBeforeDue(String day) {
    Instant before = due(day).minus(Duration.ofMinutes(1));
    if (api.time().isBefore(before)) {
      api.jumpTo(before);
    }
  }

  /** Lets one reconcile period pass. */
  void reconciles() {
    api.advanceTo(api.time().plus(RECONCILE));
  }

  // Runs

  Optional<Run> find(String day) {
    return engine().run(key(day));
  }

  Run run(String day) {
    return find(day).orElseThrow(() -> new AssertionError("no run of " + day + ": " + told(day)));
  }

  RunKey key(String day) {
    return new RunKey(pipeline, day);
  }

  Explanation explain(String day) {
    return engine().explain(pipeline, day);
  }

  /** Lets time pass until the run of the day has ended; gives it. */
  Run ends(String day) {
    api.settle();
    for (int pass = 0; pass < PASSES; pass++) {
      Optional<Run> run = find(day);
      if (run.isPresent() && run.get().state().terminal()) {
        return run.get();
      }
      reconciles();
    }
    throw new AssertionError("the run of " + day + " does not end:\n" + told(day));
  }

  /** The same for a run that must succeed. */
  Run succeeds(String day) {
    Run run = ends(day);
    if (run.state() != RunState.SUCCEEDED) {
      throw new AssertionError("the run of " + day + " did not succeed:\n" + told(day));
    }
    return run;
  }

  /** The same for a run that must fail. */
  Run fails(String day) {
    Run run = ends(day);
    if (run.state() != RunState.FAILED) {
      throw new AssertionError("the run of " + day + " did not fail:\n" + told(day));
    }
    return run;
  }

  /** All that helps to understand where a run stands. */
  String told(String day) {
    StringBuilder text = new StringBuilder();
    Explanation explanation = explain(day);
    text.append(explanation.code()).append(": ").append(explanation.text()).append('\n');
    explanation.details().forEach(d -> text.append("  ").append(d).append('\n'));
    find(day).ifPresent(run -> describe(run, text));
    for (JsonNode batch : batches(day)) {
      describe(batch, text);
    }
    for (JsonNode job : jobs(day)) {
      text.append(attempt(job)).append(' ').append(job.path("status")).append('\n');
    }
    return text.toString();
  }

  private static void describe(Run run, StringBuilder text) {
    text.append("epoch ").append(run.epoch()).append(' ').append(run.state()).append('\n');
    for (StageRun stage : run.stages()) {
      text.append("  ").append(stage.name()).append(' ').append(stage.state());
      text.append(" attempt ").append(stage.attempt()).append(": ").append(stage.reason());
      text.append('\n');
    }
    for (Note note : run.history()) {
      text.append("  ").append(note.at()).append(' ').append(note.text()).append('\n');
    }
  }

  private void describe(JsonNode batch, StringBuilder text) {
    String name = batch.path("name").asText();
    String id = name.substring(name.lastIndexOf('/') + 1);
    text.append(id).append(' ').append(batch.path("state").asText());
    text.append(' ').append(batch.path("stateMessage").asText()).append('\n');
    List<String> lines = api.log(id).lines().toList();
    lines
        .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
        .forEach(line -> text.append("    | ").append(line).append('\n'));
  }

  // Jobs

  /** The batches of a day, newest first. */
  List<JsonNode> batches(String day) {
    return api.batches().stream()
        .filter(batch -> label(batch, "interval").equals(day))
        .filter(batch -> label(batch, "pipeline").equals(pipeline.value()))
        .toList();
  }

  /** The jobs of a day on clusters, newest first. */
  List<JsonNode> jobs(String day) {
    return api.jobs().stream()
        .filter(job -> label(job, "interval").equals(day))
        .filter(job -> label(job, "pipeline").equals(pipeline.value()))
        .toList();
  }

  static String label(JsonNode batch, String label) {
    return batch.path("labels").path(label).asText();
  }

  /** Which attempt a batch is: {@code 2024-03-04/1/clean/1}. */
  static String attempt(JsonNode batch) {
    return String.join(
        "/",
        label(batch, "interval"),
        label(batch, "epoch"),
        label(batch, "stage"),
        label(batch, "attempt"));
  }

  /** Waits for something that needs no time of the local clock. */
  void until(String what, BooleanSupplier condition) {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    local.close();
  }
}
