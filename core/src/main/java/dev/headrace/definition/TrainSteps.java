package dev.headrace.definition;

import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.Work;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The three stages that a {@code train} stage of the file becomes. */
final class TrainSteps {
  static final String SNAPSHOT = "-snapshot";
  static final String GRADE = "-grade";
  static final List<String> ENDINGS = List.of(SNAPSHOT, GRADE);

  private final StageSection stage;
  private final Optional<Placement> placement;
  private final Fields fields;
  private final StageName origin;
  private final Work.Features features;
  private final Work.Holdout holdout;

  TrainSteps(StageSection stage, Optional<Placement> placement) {
    this.stage = stage;
    this.placement = placement;
    this.fields = stage.fields();
    this.origin = stage.stageName();
    this.features =
        new Work.Features(
            ExpectationSection.values(fields.the(StageKeys.FEATURES)), fields.the(StageKeys.LABEL));
    Fields kept = fields.the(StageKeys.HOLDOUT);
    this.holdout =
        new Work.Holdout(kept.the(StageKeys.HOLDOUT_LAST), kept.the(StageKeys.LABEL_MATURITY));
  }

  List<Stage> build(SortedMap<String, Read> reads, SortedSet<StageName> after, Code script) {
    StageName snapshot = new StageName(origin + SNAPSHOT);
    StageName grade = stage.lastStep();
    return List.of(
        step(
            snapshot,
            after,
            reads,
            Map.of(),
            new Work.Snapshot(fields.the(StageKeys.MODEL), features, holdout)),
        step(
            origin,
            only(snapshot),
            Collections.emptySortedMap(),
            stage.parameters(),
            new Work.Train(script, fields.the(StageKeys.MODEL), features, snapshot)),
        step(
            grade,
            only(origin),
            Collections.emptySortedMap(),
            Map.of(),
            new Work.Grade(
                fields.the(StageKeys.MODEL), features, holdout, promote(), snapshot, origin)));
  }

  private Work.Promote promote() {
    Fields promote = fields.the(StageKeys.PROMOTE);
    return new Work.Promote(
        promote.the(StageKeys.METRIC),
        promote.the(StageKeys.MARGIN),
        promote.value(StageKeys.CONFIDENCE),
        promote.value(StageKeys.CALIBRATION).map(c -> c.the(StageKeys.ECE)));
  }

  private Stage step(
      StageName name,
      SortedSet<StageName> after,
      SortedMap<String, Read> reads,
      Map<String, String> parameters,
      Work work) {
    return new Stage(
        name,
        origin,
        after,
        stage.every(),
        stage.timeout(),
        placement,
        reads,
        new TreeMap<>(parameters),
        work);
  }

  private static SortedSet<StageName> only(StageName name) {
    return new TreeSet<>(List.of(name));
  }
}
