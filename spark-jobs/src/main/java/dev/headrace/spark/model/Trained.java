package dev.headrace.spark.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome.GateResult;
import dev.headrace.job.Outcome.Verdict;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.store.LakeFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the trainer left, and the snapshot it learnt from. */
final class Trained {
  private final byte[] model;
  private final byte[] report;
  private final Optional<Golden> golden;
  private final Snapshot snapshot;

  private Trained(byte[] model, byte[] report, Optional<Golden> golden, Snapshot snapshot) {
    this.model = model;
    this.report = report;
    this.golden = golden;
    this.snapshot = snapshot;
  }

  static Trained read(LakeFiles files, JobWork.Grade work) throws IOException {
    byte[] model =
        files.read(work.trained() + "/" + ModelStore.MODEL).orElseThrow(() -> none(work));
    byte[] report = files.require(work.trained() + "/train_report.json");
    Optional<Golden> golden =
        files.read(work.trained() + "/" + Golden.NAME).map(b -> Json.read(b, Golden.class));
    Snapshot snapshot =
        Json.read(files.require(work.snapshot() + "/" + Snapshot.NAME), Snapshot.class);
    return new Trained(model, report, golden, snapshot);
  }

  /** What names the version: the model and what it takes. */
  String contentSha256(JobWork.Grade work) {
    List<String> parts = new ArrayList<>(List.of(Sha256.hex(model), work.features().label()));
    parts.addAll(work.features().columns());
    return Sha256.hexOfParts(parts);
  }

  /** Whether this model is one that Java scores as Python does. */
  List<GateResult> gates(List<String> features) {
    List<GateResult> gates = new ArrayList<>();
    try (XgbScorer scorer = new XgbScorer(model, features.size())) {
      boolean fits = scorer.takes(features);
      if (!fits) {
        throw JobFailure.user(
            "model.ubj was not trained on the declared features, in their order: "
                + String.join(", ", features));
      }
      gates.add(
          Gates.gate("signature", features.size(), "the declared features", true, Verdict.FAILED));
    }
    gates.add(goldenGate());
    return gates;
  }

  private GateResult goldenGate() {
    if (golden.isEmpty()) {
      return Gates.gate("golden", 0d, "the trainer left no golden.json", false, Verdict.WARNED);
    }
    double worst = golden.get().worst(model);
    return Gates.gate(
        "golden",
        worst,
        "at most 0.000001 from the trainer's own scores",
        worst <= Gates.GOLDEN_TOLERANCE,
        Verdict.FAILED);
  }

  byte[] model() {
    return model;
  }

  byte[] report() {
    return report;
  }

  Optional<Golden> golden() {
    return golden;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** What the trainer ran with. */
  SortedMap<String, String> libraries() {
    SortedMap<String, String> libraries = new TreeMap<>();
    JsonNode named = Json.tree(report).path("libraries");
    named.fieldNames().forEachRemaining(name -> libraries.put(name, named.path(name).asText()));
    return libraries;
  }

  private static JobFailure none(JobWork.Grade work) {
    return new JobFailure(
        ErrorClass.INPUT_NOT_READY, "no " + ModelStore.MODEL + " at " + work.trained());
  }
}
