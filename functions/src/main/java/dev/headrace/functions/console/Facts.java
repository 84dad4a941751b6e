package dev.headrace.functions.console;

import dev.headrace.engine.CorruptDocumentException;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.Engine;
import dev.headrace.engine.Explanation;
import dev.headrace.job.AttemptId;
import dev.headrace.notify.Notification;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.StageRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads from the engine what the pages show. Writes nothing. */
final class Facts {
  /** The most run documents that one page of runs reads. */
  static final int ROWS = 60;

  /** How many runs of each pipeline the first page shows. */
  static final int NEWEST = 14;

  private final Engine engine;
  private final InstantSource clock;
  private final RunReads reads;

  Facts(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
    this.reads = new RunReads(engine);
  }

  View.Overview overview() {
    Instant now = clock.instant();
    List<View.Row> rows = new ArrayList<>();
    Deployments.Survey survey = engine.deployments().survey();
    for (Deployed deployed : survey.deployed()) {
      List<RunKey> newest = first(NEWEST, newestFirst(deployed.name()));
      rows.add(new View.Row(PipelineSummary.of(deployed, now), reads.read(newest)));
    }
    return new View.Overview(
        now,
        rows,
        survey.corrupt().stream().map(Throwable::getMessage).toList(),
        engine.refusedEvents().names());
  }

  /** The newest runs of a pipeline; empty when it is not deployed. */
  Optional<View.Grid> grid(PipelineName name) {
    return engine.deployments().find(name).map(deployed -> grid(deployed, newestFirst(name), 0));
  }

  /** The runs of the intervals before that one. */
  Optional<View.Grid> gridBefore(PipelineName name, String key) {
    return engine
        .deployments()
        .find(name)
        .map(
            deployed -> {
              List<RunKey> keys = newestFirst(name);
              long skipped = keys.stream().filter(k -> k.interval().compareTo(key) >= 0).count();
              return grid(deployed, keys, (int) skipped);
            });
  }

  private View.Grid grid(Deployed deployed, List<RunKey> keys, int from) {
    Instant now = clock.instant();
    List<RunKey> shown = first(ROWS, keys.subList(from, keys.size()));
    List<RunSummary> runs = reads.read(shown);
    boolean more = from + shown.size() < keys.size();
    return new View.Grid(
        now,
        PipelineSummary.of(deployed, now),
        columns(deployed, runs),
        runs,
        keys.size(),
        from > 0,
        more ? Optional.of(shown.get(shown.size() - 1).interval()) : Optional.empty());
  }

  private static List<StageName> columns(Deployed deployed, List<RunSummary> runs) {
    Set<StageName> columns = new LinkedHashSet<>();
    deployed.definition().pipeline().stages().stream().map(Stage::name).forEach(columns::add);
    runs.stream().flatMap(r -> r.stages().stream()).map(StageSummary::name).forEach(columns::add);
    return List.copyOf(columns);
  }

  /**
   * The run of that key; where its document cannot be read, the reason; empty when there is none.
   */
  Optional<View> single(RunKey key) {
    try {
      return engine.run(key).map(this::single);
    } catch (CorruptDocumentException e) {
      return Optional.of(explained(key, false));
    }
  }

  private View single(Run run) {
    RunKey key = run.key();
    List<String> keys =
        engine.runs(run.pipeline()).stream().map(RunKey::interval).filter(Keys::valid).toList();
    int here = Collections.binarySearch(keys, key.interval());
    return new View.Single(
        clock.instant(),
        run,
        explain(key),
        jobs(run),
        clusters(run),
        engine.usage(run),
        told(key),
        here > 0 ? Optional.of(keys.get(here - 1)) : Optional.empty(),
        here >= 0 && here + 1 < keys.size() ? Optional.of(keys.get(here + 1)) : Optional.empty());
  }

  /** A run can be looked at also where its pipeline cannot be read any more. */
  private List<Notification> told(RunKey key) {
    try {
      return engine
          .deployments()
          .find(key.pipeline())
          .map(deployed -> engine.told(deployed, key.interval()))
          .orElse(List.of());
    } catch (CorruptDocumentException e) {
      return List.of();
    }
  }

  /** A run can be looked at also where its definition cannot be read any more. */
  private SortedMap<String, String> clusters(Run run) {
    SortedMap<String, String> clusters = new TreeMap<>();
    try {
      engine
          .deployments()
          .definition(run.pipeline(), run.definition())
          .pipeline()
          .stages()
          .forEach(
              stage ->
                  stage
                      .placement()
                      .ifPresent(on -> clusters.put(stage.name().value(), on.cluster().value())));
    } catch (CorruptDocumentException e) {
      return clusters;
    }
    return clusters;
  }

  private SortedMap<String, String> jobs(Run run) {
    SortedMap<String, String> jobs = new TreeMap<>();
    for (StageRun stage : run.stages()) {
      for (Attempt attempt : stage.attempts()) {
        AttemptId id =
            new AttemptId(
                run.pipeline(), run.interval().key(), run.epoch(), stage.name(), attempt.number());
        jobs.put(stage.name() + "/" + attempt.number(), engine.jobId(id).value());
      }
    }
    return jobs;
  }

  /** Why the interval stands where it stands, with or without a run. */
  View.Explained explained(RunKey key) {
    try {
      return explained(key, engine.run(key).isPresent());
    } catch (CorruptDocumentException e) {
      return explained(key, false);
    }
  }

  private View.Explained explained(RunKey key, boolean hasRun) {
    return new View.Explained(
        clock.instant(), key.pipeline(), key.interval(), explain(key), hasRun);
  }

  private Explanation explain(RunKey key) {
    return engine.explain(key.pipeline(), key.interval());
  }

  /** The names of all deployed pipelines. */
  List<PipelineName> names() {
    return engine.deployments().all().stream().map(Deployed::name).toList();
  }

  private List<RunKey> newestFirst(PipelineName name) {
    List<RunKey> keys = new ArrayList<>(engine.runs(name));
    Collections.reverse(keys);
    return keys;
  }

  private static <T> List<T> first(int most, List<T> all) {
    return all.subList(0, Math.min(most, all.size()));
  }
}
