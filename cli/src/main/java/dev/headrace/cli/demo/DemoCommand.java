package dev.headrace.cli.demo;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.deploy.Deployer;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.cli.environment.LocalInterface;
import dev.headrace.cli.pipelines.CheckedPage;
import dev.headrace.cli.pipelines.PipelineFinder;
import dev.headrace.cli.server.Installation;
import dev.headrace.cli.server.LocalProcess;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.definition.Compilation;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Four weeks of real flights through the whole loop. */
@Command(
    name = "demo",
    description = {
      "Run four weeks of real flights through the whole loop on this machine:",
      "files land, Spark cleans them and makes features, a model is trained every week, graded and"
          + " promoted or refused, and scores every day."
    })
public final class DemoCommand extends SessionCommand {
  private static final Path EXAMPLE = Path.of("examples", "flights");

  /** Before the first file of the example lands. */
  private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z");

  @Spec private CommandSpec spec;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "28",
      description = "How many of the example's days to live (${DEFAULT-VALUE}).")
  private int days;

  @Option(names = "--stop", description = "Stop the local cloud at the end.")
  private boolean stop;

  public DemoCommand(Session session) {
    super(session);
  }

  /** What the demo came to, as {@code --json} prints it. */
  record Result(
      List<DayReport> days,
      List<ModelReport> models,
      Optional<URI> console,
      double seconds,
      Optional<Double> firstScoredAfterSeconds) {
    Result {
      days = List.copyOf(days);
      models = List.copyOf(models);
    }
  }

  @Override
  protected Answer answer() {
    if (days < 1) {
      throw new ParameterException(
          spec.commandLine(), "A demo lives at least one day: --days is " + days + ".");
    }
    long started = System.nanoTime();
    LocalProcess process = new LocalProcess(session().folders());
    say("starting the local cloud: storage, Dataproc, Scheduler and the functions");
    LocalEndpoints endpoints = process.startAt(BEGIN);
    endpoints.notes().forEach(this::say);
    refuseLaterClock(endpoints);
    Installation installation = Installation.of(session().folders());
    Path example = installation.root().resolve(EXAMPLE);
    Compilation.Compiled compiled =
        CheckedPage.allCompiled(
                new PipelineFinder(session().folders()).check(example.resolve("pipeline.yaml")))
            .get(0);
    Environment environment = session().environment();
    say("deploying examples/flights, with the same code that deploys to Google Cloud");
    new Deployer(environment, installation).deploy(compiled.pipeline(), compiled.files(), example);
    Result result = live(environment, endpoints, compiled.pipeline(), example, started);
    if (stop) {
      process.stop();
    }
    boolean good =
        result.days().stream().allMatch(d -> d.state().equals(RunState.SUCCEEDED.name()));
    return new Answer(
        good ? ExitCode.OK : ExitCode.FAILED,
        result,
        terminal ->
            DemoPage.print(terminal, result, stop ? Optional.empty() : Optional.of(endpoints)));
  }

  /** The example lives in January 2001; a clock that has passed it cannot go back. */
  private void refuseLaterClock(LocalEndpoints endpoints) {
    Instant now = new LocalInterface(endpoints.local()).clock().time();
    if (now.isAfter(BEGIN.plus(Duration.ofDays(40)))) {
      throw new Failure(
          ExitCode.FAILED,
          "The demo needs a local cloud whose clock stands in January 2001.",
          "This one shows " + now + ": it has been used for something else.",
          "Run ./headrace local stop, move "
              + session().folders().shown(session().folders().local())
              + " away, and run the same command again.");
    }
  }

  private Result live(
      Environment environment,
      LocalEndpoints endpoints,
      Pipeline pipeline,
      Path example,
      long started) {
    Input input = pipeline.inputs().values().iterator().next();
    Demo demo =
        new Demo(
            environment.engine(),
            new LocalInterface(endpoints.local()),
            pipeline,
            new Landing(environment.landing(), input.files()),
            input);
    List<DayReport> reports = new ArrayList<>();
    List<ModelReport> models = new ArrayList<>();
    Optional<Double> firstScored = Optional.empty();
    for (Days.Day day : Days.of(pipeline, example.resolve("landing"), days).days()) {
      Run run = demo.live(day);
      DayReport report = DayReport.of(run);
      reports.add(report);
      models.addAll(ModelReport.of(run));
      say(line(report) + modelLine(ModelReport.of(run)));
      if (firstScored.isEmpty() && report.meanProbability().isPresent()) {
        firstScored = Optional.of(seconds(started));
      }
    }
    return new Result(reports, models, environment.console(), seconds(started), firstScored);
  }

  private static double seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
  }

  private static String line(DayReport day) {
    if (!day.state().equals(RunState.SUCCEEDED.name())) {
      return day.day() + "  " + day.state().toLowerCase(Locale.ROOT) + ": " + day.reason();
    }
    return String.format(
        Locale.ROOT,
        "%s  %s flights landed, %s in quarantine, %.1f %% late%s  (%.1f s)",
        day.day(),
        Wording.number(day.landed()),
        Wording.number(day.quarantined()),
        100 * day.lateShare().orElse(0.0),
        day.meanProbability()
            .map(p -> String.format(Locale.ROOT, ", expected %.1f %%", 100 * p))
            .orElse(""),
        day.seconds());
  }

  private static String modelLine(List<ModelReport> models) {
    return models.stream()
        .map(
            m ->
                "\n            model "
                    + m.version()
                    + " "
                    + (m.promoted() ? "promoted" : "refused")
                    + ": "
                    + m.reason())
        .findFirst()
        .orElse("");
  }

  private void say(String text) {
    session().terminal().aside("headrace: " + text);
  }
}
