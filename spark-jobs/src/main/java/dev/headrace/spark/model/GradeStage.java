package dev.headrace.spark.model;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobWork;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.job.Outcome.GateResult;
import dev.headrace.job.Outcome.Verdict;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.Result;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.publish.StagedRows;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Registers a trained model and decides whether it leads. The trainer never grades itself: both
 * models are scored here, on the same rows, by the scorer that will score in production.
 */
public final class GradeStage {
  private static final int MOST_RACES = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final Attempt attempt;
  private final JobWork.Grade work;
  private final ModelStore store;

  public GradeStage(Attempt attempt, JobWork.Grade work) {
    this.attempt = attempt;
    this.work = work;
    this.store = new ModelStore(attempt.files(), work.store());
  }

  public Result run() throws Exception {
    Trained trained = attempt.phases().time("load", () -> Trained.read(attempt.files(), work));
    Dataset<Row> rows = holdoutRows(trained.snapshot());
    Holdout ours =
        attempt
            .phases()
            .time("score", () -> score(rows, work.features().columns(), trained.model()));
    Outcome.ModelOutcome decided =
        attempt.phases().time("decide", () -> decide(trained, rows, ours));
    Snapshot snapshot = trained.snapshot();
    return Result.done(
        new Outcome.Rows(ours.rows(), 0, 0),
        List.of(
            new Outcome.TableVersion(snapshot.table(), snapshot.uri(), snapshot.deltaVersion())),
        Optional.of(decided));
  }

  /** Judges against the champion of the moment; when that changes under our hands, again. */
  private Outcome.ModelOutcome decide(Trained trained, Dataset<Row> rows, Holdout ours)
      throws Exception {
    String version = version(trained);
    for (int race = 0; race < MOST_RACES; race++) {
      Optional<PointerEntry> champion = store.champion();
      Gates.Decision decision = judge(trained, rows, ours, champion, version);
      ModelStore.Registered registered =
          store.register(
              manifest(trained, version, champion, decision), contents(trained, decision));
      if (champion.isPresent() && champion.get().version().equals(version)) {
        // An earlier attempt of this stage promoted it and its word was lost.
        return outcome(version, true, champion.get().reason(), champion, decision);
      }
      if (!decision.promoted()) {
        return outcome(version, false, decision.reason(), champion, decision);
      }
      attempt.checkDeadline("promoting " + version);
      PointerEntry entry = entry(registered, champion, decision);
      if (store.promote(entry)) {
        return outcome(version, true, decision.reason(), Optional.of(entry), decision);
      }
    }
    throw new JobFailure(
        ErrorClass.PLATFORM, "lost " + MOST_RACES + " races for the champion of " + work.model());
  }

  private Gates.Decision judge(
      Trained trained,
      Dataset<Row> rows,
      Holdout ours,
      Optional<PointerEntry> champion,
      String version)
      throws Exception {
    List<GateResult> before = new ArrayList<>(trained.gates(work.features().columns()));
    if (champion.isEmpty()) {
      return new Gates(work.promote(), "the constant predictor's")
          .decide(ours, ours.constant(), before);
    }
    Gates gates = new Gates(work.promote(), "the champion's");
    if (champion.get().version().equals(version)) {
      return gates.decide(ours, ours, before);
    }
    Holdout theirs;
    try {
      theirs = scoreChampion(rows, champion.get());
      before.add(Gates.gate("champion", 1, "loaded and scored", true, Verdict.FAILED));
    } catch (JobFailure | FileNotFoundException e) {
      // No win by default: an opponent that cannot play is put right by people.
      before.add(
          Gates.gate(
              "champion", 0, "loaded and scored (" + e.getMessage() + ")", false, Verdict.FAILED));
      theirs = ours.constant();
    }
    return gates.decide(ours, theirs, before);
  }

  private Holdout scoreChampion(Dataset<Row> rows, PointerEntry entry) throws IOException {
    Manifest manifest = store.require(entry.version(), entry.manifestSha256()).manifest();
    Scores.checkSignature(
        manifest.model() + " " + manifest.version(), manifest.features(), "holdout", rows.schema());
    return score(rows, manifest.features(), store.model(manifest));
  }

  private Holdout score(Dataset<Row> rows, List<String> features, byte[] model) {
    List<String> kept = List.of(rows.columns()[0], work.features().label());
    return Holdout.of(Scores.of(rows, kept, features, model).toLocalIterator());
  }

  private Dataset<Row> holdoutRows(Snapshot snapshot) throws IOException {
    String folder = work.snapshot() + "/holdout";
    StructType schema =
        attempt.spark().read().parquet(folder + "/" + snapshot.holdout().files().get(0)).schema();
    return StagedRows.of(attempt, folder, schema).rows(attempt);
  }

  private String version(Trained trained) {
    return TIME.format(attempt.spec().interval().end().atOffset(ZoneOffset.UTC))
        + "-"
        + trained.contentSha256(work).substring(0, 8);
  }

  private SortedMap<String, byte[]> contents(Trained trained, Gates.Decision decision) {
    SortedMap<String, byte[]> contents = new TreeMap<>(fixed(trained));
    contents.put("metrics.json", Json.bytes(decision.ownMetrics()));
    return contents;
  }

  private SortedMap<String, byte[]> fixed(Trained trained) {
    SortedMap<String, byte[]> contents =
        MlModelFile.files(
            work.features().columns(),
            trained.libraries(),
            attempt.spec().interval().end(),
            trained.contentSha256(work),
            trained.snapshot().deltaVersion());
    contents.put(ModelStore.MODEL, trained.model());
    contents.put("train_report.json", trained.report());
    trained.golden().ifPresent(golden -> contents.put(Golden.NAME, Json.bytes(golden)));
    return contents;
  }

  private Manifest manifest(
      Trained trained, String version, Optional<PointerEntry> champion, Gates.Decision decision) {
    AttemptId id = attempt.spec().attempt();
    Snapshot snapshot = trained.snapshot();
    List<Manifest.File> files = new ArrayList<>();
    contents(trained, decision)
        .forEach(
            (path, bytes) -> files.add(new Manifest.File(path, bytes.length, Sha256.hex(bytes))));
    List<String> keys = snapshot.train().keys();
    return new Manifest(
        Manifest.SCHEMA,
        work.model().value(),
        version,
        trained.contentSha256(work),
        attempt.clock().instant(),
        id.pipeline().value(),
        id.interval(),
        id.epoch(),
        id.stage().value(),
        id.attempt(),
        champion.map(PointerEntry::version),
        "binary",
        "xgboost-ubj",
        files,
        signature(),
        new Manifest.Training(
            snapshot.table(),
            snapshot.uri(),
            snapshot.deltaVersion(),
            snapshot.label(),
            keys.get(0),
            keys.get(keys.size() - 1),
            snapshot.train().rows(),
            snapshot.train().positives(),
            snapshot.sha256()),
        trained.libraries(),
        decision.metrics(),
        decision.gates());
  }

  private Manifest.Signature signature() {
    return new Manifest.Signature(
        work.features().columns().stream()
            .map(name -> new Manifest.Parameter(name, "float", true, Optional.of("NaN")))
            .toList(),
        List.of(new Manifest.Parameter("probability", "float", true, Optional.empty())));
  }

  private PointerEntry entry(
      ModelStore.Registered registered, Optional<PointerEntry> champion, Gates.Decision decision) {
    AttemptId id = attempt.spec().attempt();
    return new PointerEntry(
        champion.map(PointerEntry::seq).orElse(0L) + 1,
        registered.manifest().version(),
        champion.map(PointerEntry::version),
        registered.manifestSha256(),
        attempt.clock().instant(),
        id.pipeline() + "/" + id.stage(),
        id.path(),
        decision.reason(),
        decision.gates());
  }

  private Outcome.ModelOutcome outcome(
      String version,
      boolean promoted,
      String reason,
      Optional<PointerEntry> champion,
      Gates.Decision decision) {
    Optional<ModelVersion> leads = champion.map(PointerEntry::modelVersion);
    return new Outcome.ModelOutcome(
        work.model().value(),
        version,
        promoted,
        reason,
        leads,
        decision.metrics(),
        decision.gates());
  }
}
