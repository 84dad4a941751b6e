package dev.headrace.cli.pipelines;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.models.ModelLog;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Engine;
import dev.headrace.engine.Places;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.ModelVersion;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Schedule;
import dev.headrace.pipeline.Work;
import dev.headrace.run.RunKey;
import dev.headrace.store.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a pipeline stands in an environment, as far as a plan needs it.
 *
 * @param unreachable why the environment could not be asked; empty when it was
 * @param newest the newest interval that has a run
 */
record Standing(
    String environment,
    Optional<String> unreachable,
    Places places,
    Optional<Definition> deployed,
    Optional<String> newest,
    SortedMap<ModelName, ModelVersion> champions,
    Instant now) {

  /** Asks the environment; where it cannot be reached, a plan is made as for an empty one. */
  static Standing of(Session session, Path file, Pipeline pipeline) {
    try {
      return of(session.environmentBeside(file), pipeline);
    } catch (Failure e) {
      if (e.exit() != ExitCode.UNREACHABLE) {
        throw e;
      }
      return empty(session, e.problem());
    } catch (StoreUnavailableException e) {
      return empty(session, "The object store does not answer.");
    }
  }

  private static Standing of(Environment environment, Pipeline pipeline) {
    Engine engine = environment.engine();
    List<RunKey> runs = engine.runs(pipeline.name());
    return new Standing(
        environment.name(),
        Optional.empty(),
        environment.places(),
        engine.deployments().find(pipeline.name()).map(Deployments.Deployed::definition),
        runs.stream().reduce((a, b) -> b).map(RunKey::interval),
        champions(new ModelLog(environment.lake()), pipeline),
        environment.clock().instant());
  }

  private static Standing empty(Session session, String why) {
    return new Standing(
        session.options().environment(),
        Optional.of(why),
        new Places("headrace", "landing", "lake", "control", "outcomes", "code"),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(),
        InstantSource.system().instant());
  }

  private static SortedMap<ModelName, ModelVersion> champions(ModelLog log, Pipeline pipeline) {
    SortedMap<ModelName, ModelVersion> found = new TreeMap<>();
    pipeline.stages().stream()
        .map(stage -> stage.work())
        .filter(Work.Score.class::isInstance)
        .map(work -> ((Work.Score) work).model())
        .distinct()
        .forEach(model -> log.champion(model).ifPresent(version -> found.put(model, version)));
    return found;
  }

  /** The interval after the newest run, or else where the schedule begins. */
  Interval next(Schedule schedule) {
    Calendar calendar = Calendar.of(schedule);
    return newest
        .flatMap(calendar::parse)
        .map(calendar::next)
        .orElseGet(
            () ->
                calendar.containing(
                    schedule
                        .start()
                        .map(day -> day.atStartOfDay(schedule.zone()).toInstant())
                        .orElse(now)));
  }
}
