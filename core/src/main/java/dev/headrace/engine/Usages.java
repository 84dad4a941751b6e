package dev.headrace.engine;

import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.engine.RunUsage.AttemptUsage;
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.json.Json;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.Work;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.StageRun;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps what jobs took. A job service tells it some time after a job's end, and a run's document
 * does not change after the run's: so the end leaves a marker, and a later pass asks the service
 * and writes an object of its own.
 *
 * <p>The marker stands below {@code pipelines/}, which every pass lists anyway. A run costs five
 * operations more, whatever the number of its stages, and none of them while a stage waits.
 */
final class Usages {
  private static final Pattern MARKER =
      Pattern.compile("pipelines/([a-z][a-z0-9-]*)/unmetered/([0-9A-Z-]+)\\.([1-9][0-9]{0,5})");

  /** Services tell within seconds; what is not told by then is left out. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ObjectStore control;
  private final RunDocuments documents;
  private final JobSpecs specs;
  private final JobReports reports;
  private final InstantSource clock;

  Usages(
      ObjectStore control,
      RunDocuments documents,
      JobSpecs specs,
      JobReports reports,
      InstantSource clock) {
    this.control = control;
    this.documents = documents;
    this.specs = specs;
    this.reports = reports;
    this.clock = clock;
  }

  /** Whether this object of the control bucket is a marker of a run whose usage is not recorded. */
  static boolean isMarker(String objectName) {
    return MARKER.matcher(objectName).matches();
  }

  /**
   * Leaves the marker of a run that ended; it is not known to be there, and nothing rests on it.
   */
  void owe(Run run) {
    if (!attempts(run).isEmpty()) {
      control.create(
          "pipelines/" + run.pipeline() + "/unmetered/" + run.interval().key() + "." + run.epoch(),
          Content.json(Json.bytes(new TreeMap<String, String>())));
    }
  }

  /** Records what is known now, or leaves it to the next pass. */
  void settle(Listed marker) {
    Matcher name = MARKER.matcher(marker.name());
    if (!name.matches() || !PipelineName.FORM.matcher(name.group(1)).matches()) {
      return;
    }
    RunKey key = new RunKey(new PipelineName(name.group(1)), name.group(2));
    int epoch = Integer.parseInt(name.group(3));
    Optional<Run> run = documents.load(key).map(Loaded::run).filter(r -> r.epoch() == epoch);
    // A run that was made again since has forgotten the attempts of the epoch before.
    if (run.isEmpty() || recordedIfReachable(run.get())) {
      control.delete(marker.name(), marker.generation());
    }
  }

  /** Figures are not worth failing a pass for. */
  private boolean recordedIfReachable(Run run) {
    try {
      return recorded(run);
    } catch (RunnerUnavailableException e) {
      return false;
    }
  }

  private boolean recorded(Run run) {
    if (!run.state().terminal()) {
      return false;
    }
    Instant now = clock.instant();
    boolean late = run.endedAt().map(end -> now.isAfter(end.plus(PATIENCE))).orElse(true);
    SortedMap<String, AttemptUsage> usage = new TreeMap<>();
    for (AttemptId attempt : attempts(run)) {
      JobReport report = reports.report(run, attempt);
      boolean told =
          report.usage().isPresent()
              || report.state() == JobReport.State.NOT_FOUND
              || isUnmetered(reports.stage(run, attempt));
      if (!late && !(told && report.state() != JobReport.State.ACTIVE)) {
        return false;
      }
      usage.put(attempt.stage() + "/" + attempt.attempt(), usage(specs.id(attempt), report));
    }
    RunUsage all = new RunUsage(run.epoch(), now, usage);
    return !(control.create(objectName(run), Content.json(Json.bytes(all)))
        instanceof WriteResult.Unknown);
  }

  /** BigQuery loads for nothing, and tells no usage however long it is waited for. */
  private static boolean isUnmetered(Stage stage) {
    return stage.work() instanceof Work.Load;
  }

  private static AttemptUsage usage(JobId job, JobReport report) {
    return new AttemptUsage(
        job.value(),
        report.usage().map(JobReport.Usage::milliDcuSeconds),
        report.usage().map(JobReport.Usage::shuffleGbSeconds),
        report.log());
  }

  /** What the present epoch of a run took, if that is recorded. */
  Optional<RunUsage> find(Run run) {
    return control.read(objectName(run)).map(object -> Documents.read(object, RunUsage.class));
  }

  private static String objectName(Run run) {
    return "usage/" + run.pipeline() + "/" + run.interval().key() + "/" + run.epoch() + ".json";
  }

  private static List<AttemptId> attempts(Run run) {
    List<AttemptId> attempts = new ArrayList<>();
    for (StageRun stage : run.stages()) {
      for (Attempt attempt : stage.attempts()) {
        attempts.add(
            new AttemptId(
                run.pipeline(), run.interval().key(), run.epoch(), stage.name(), attempt.number()));
      }
    }
    return attempts;
  }
}
