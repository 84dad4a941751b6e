package dev.headrace.cli;

import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.environment.Environments;
import dev.headrace.cli.local.Checkup;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.definition.Compilation;
import dev.headrace.definition.PipelineFiles;
import dev.headrace.engine.Buckets;
import dev.headrace.engine.Engine;
import dev.headrace.engine.EngineLog;
import dev.headrace.engine.Places;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.notify.InMemoryNotifier;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.runner.InMemoryJobService;
import dev.headrace.runner.JobReport;
import dev.headrace.store.Content;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A folder with a pipeline file, an environment in memory named {@code local}, and the command over
 * both. The pipeline {@code clicks} is cleaned and scored daily and trained weekly.
 */
final class World implements Environments, Environment {
  final NoLocalCloud local = new NoLocalCloud();
  private final List<Checkup.Finding> findings = new ArrayList<>();
  private static final Pattern JOB_HASH = Pattern.compile("-x[0-9a-f]{24}");
  private static final Pattern HASH = Pattern.compile("definition( +)[0-9a-f]{12}");

  private final Path folder;
  private Instant now = Instant.parse("2001-01-05T00:00:00Z");
  final InstantSource clock = () -> now;
  final InMemoryObjectStore landing = new InMemoryObjectStore(clock);
  final InMemoryObjectStore lake = new InMemoryObjectStore(clock);
  final InMemoryObjectStore control = new InMemoryObjectStore(clock);
  final InMemoryObjectStore outcomes = new InMemoryObjectStore(clock);
  final InMemoryObjectStore code = new InMemoryObjectStore(clock);

  /** What the engine has asked of the control bucket, in order. */
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  final InMemoryNotifier people = new InMemoryNotifier();
  final InMemoryJobService jobs = new InMemoryJobService();

  /** What the scheduler was told. */
  final List<String> ticks = new ArrayList<>();

  private final Engine engine;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  World(Path folder) {
    this.folder = folder;
    EngineLog silent =
        new EngineLog() {
          @Override
          public void decided(RunKey run, String reason) {}

          @Override
          public void ended(RunKey run, RunState state, String reason) {}

          @Override
          public void alarm(Alarm code, String text) {
            throw new AssertionError(code + " " + text);
          }
        };
    this.engine =
        new Engine(
            places(),
            new Buckets(landing, lake, counted(), outcomes),
            stage -> jobs,
            clock,
            new SplittableRandom(7),
            silent,
            people);
    for (String file : List.of("clicks.yaml", "five-mistakes.yaml", "clean.sql", "train.py")) {
      copy(file, file);
    }
  }

  private ObjectStore counted() {
    return new FaultyObjectStore(
        control,
        call -> {
          asked.add(call.operation() + " " + call.name());
          return FaultyObjectStore.Fault.NONE;
        });
  }

  World copy(String resource, String to) {
    try (InputStream in = World.class.getResourceAsStream(resource)) {
      Files.createDirectories(folder.resolve(to).getParent());
      Files.write(folder.resolve(to), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  // --- What happens in the environment --------------------------------------------------------

  World at(String instant) {
    now = Instant.parse(instant);
    return this;
  }

  World after(Duration time) {
    now = now.plus(time);
    return this;
  }

  Pipeline pipeline() {
    return ((Compilation.Compiled) PipelineFiles.compile(folder.resolve("clicks.yaml"))).pipeline();
  }

  World deployed() {
    engine.deployments().deploy(DefinitionExamples.of(pipeline()), now);
    return this;
  }

  World landsDay(String day) {
    for (String name : List.of("clicks/" + day + "/clicks.csv", "clicks/" + day + "/_SUCCESS")) {
      landing.create(name, Content.json("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    return this;
  }

  World puts(String objectName, String json) {
    lake.create(objectName, Content.json(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return this;
  }

  World ticks() {
    engine.tick(new PipelineName("clicks"));
    return this;
  }

  World reconciles() {
    engine.reconcile();
    return this;
  }

  Run run(String interval) {
    return engine.run(new RunKey(new PipelineName("clicks"), interval)).orElseThrow();
  }

  World succeeds(String interval, String stage) {
    return ends(interval, stage, Outcome.Status.SUCCEEDED, Optional.empty(), Optional.empty());
  }

  World promotes(String interval, String stage, String version) {
    var model =
        new Outcome.ModelOutcome(
            "attention",
            version,
            true,
            "the first model",
            Optional.of(new ModelVersion(version, 1, "f".repeat(64))),
            new TreeMap<>(Map.of("auc", 0.71234, "ece", 0.02)),
            List.of(
                new Outcome.GateResult("calibration", 0.02, "<= 0.05", Outcome.Verdict.PASSED)));
    return ends(interval, stage, Outcome.Status.SUCCEEDED, Optional.empty(), Optional.of(model));
  }

  World fails(String interval, String stage, ErrorClass errorClass, String message) {
    return ends(
        interval,
        stage,
        Outcome.Status.FAILED,
        Optional.of(new Outcome.Failure(errorClass, message, Optional.empty())),
        Optional.empty());
  }

  private World ends(
      String interval,
      String stage,
      Outcome.Status status,
      Optional<Outcome.Failure> failure,
      Optional<Outcome.ModelOutcome> model) {
    AttemptId attempt = run(interval).attemptId(new StageName(stage));
    boolean table = stage.equals("clean") && failure.isEmpty();
    Outcome outcome =
        new Outcome(
            Outcome.VERSION,
            engine.jobId(attempt),
            attempt,
            status,
            failure,
            new Outcome.Rows(15_234, 15_230, 4),
            table
                ? List.of(
                    new Outcome.ExpectationResult(
                        "row_count", 15_230, ">= 1", Outcome.Verdict.PASSED))
                : List.of(),
            new TreeMap<>(table ? Map.of("long_share", 0.25) : Map.of()),
            List.of(),
            List.of(),
            model,
            new TreeMap<>(),
            Optional.empty(),
            now,
            now);
    String name = attempt.path() + ".json";
    outcomes.create(name, Content.json(Json.bytes(outcome)));
    JobReport.State state =
        status == Outcome.Status.SUCCEEDED ? JobReport.State.SUCCEEDED : JobReport.State.FAILED;
    jobs.end(
        engine.jobId(attempt), state, failure.map(Outcome.Failure::errorClass), "as it happened");
    engine.finished(name);
    return this;
  }

  // --- The command ----------------------------------------------------------------------------

  /**
   * What one call of the command gave. Texts are as printed, but for hashes, which are told by the
   * golden texts of those who make them.
   */
  record Said(int exit, String out, String err) {}

  Said says(String... arguments) {
    return says(Terminal.plain(new PrintWriter(out), new PrintWriter(err)), arguments);
  }

  Said saysOnScreen(int columns, String... arguments) {
    return says(Terminal.screen(new PrintWriter(out), new PrintWriter(err), columns), arguments);
  }

  private Said says(Terminal terminal, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int exit = headrace(terminal).run(arguments);
    return new Said(exit, masked(out), masked(err));
  }

  CommandSpec commands() {
    return headrace(Terminal.plain(new PrintWriter(out), new PrintWriter(err))).commands();
  }

  private Headrace headrace(Terminal terminal) {
    Folders folders = new Folders(folder, folder.resolve(".headrace"), Optional.of(folder));
    return new Headrace(terminal, folders, this, local, this::findings);
  }

  World finds(Checkup.Finding finding) {
    findings.add(finding);
    return this;
  }

  private List<Checkup.Finding> findings() {
    return List.copyOf(findings);
  }

  private String masked(StringWriter text) {
    String plain = text.toString().replace(System.lineSeparator(), "\n");
    plain = plain.replace(folder.toString(), "FOLDER");
    plain = JOB_HASH.matcher(plain).replaceAll("-xHASH");
    return HASH.matcher(plain).replaceAll("definition$1HASH");
  }

  // --- The environment ------------------------------------------------------------------------

  @Override
  public Environment open(String name, Path file) {
    if (!name.equals("local")) {
      throw Failure.notFound("There is no environment \"" + name + "\".", "Take local.");
    }
    return this;
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Places places() {
    return new Places("test", "landing", "lake", "control", "outcomes", "code");
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public ObjectStore landing() {
    return landing;
  }

  @Override
  public ObjectStore lake() {
    return lake;
  }

  @Override
  public ObjectStore code() {
    return code;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Optional<URI> console() {
    return Optional.of(URI.create("http://127.0.0.1:8085"));
  }

  @Override
  public String schedule(Pipeline pipeline) {
    return "scheduled every day at 04:15 UTC";
  }

  @Override
  public String pauseTicks(PipelineName pipeline, boolean paused) {
    ticks.add(pipeline + (paused ? " paused" : " resumed"));
    return paused ? "its ticks are paused" : "it ticks again";
  }

  @Override
  public boolean tickNow(PipelineName pipeline) {
    ticks.add(pipeline + " now");
    return true;
  }
}
