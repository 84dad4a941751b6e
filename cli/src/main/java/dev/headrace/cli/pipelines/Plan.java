package dev.headrace.cli.pipelines;

import dev.headrace.cli.pipelines.Rehearsal.Rehearsed;
import dev.headrace.job.JobSpec;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Definition;
import dev.headrace.run.StageRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What would run.
 *
 * @param changes against what is deployed; empty when nothing is
 */
record Plan(
    Definition definition,
    Standing standing,
    Optional<List<String>> changes,
    List<Planned> intervals) {
  Plan {
    intervals = List.copyOf(intervals);
  }

  /** One interval. */
  record Planned(Optional<Instant> due, Rehearsed rehearsed) {}

  /**
   * What {@code --json} prints: the specs are those that would be submitted.
   *
   * @param clusters by the name of a stage, where its jobs run; all others are serverless
   */
  record Printed(
      String pipeline,
      String definition,
      String environment,
      boolean deployed,
      List<String> changes,
      SortedMap<String, String> clusters,
      List<PrintedInterval> intervals) {}

  record PrintedInterval(
      String interval,
      Instant start,
      Instant end,
      Optional<Instant> due,
      List<JobSpec> jobs,
      SortedMap<String, String> skipped) {}

  PlacedStages placed() {
    return PlacedStages.of(definition.pipeline());
  }

  Printed json() {
    return new Printed(
        definition.pipeline().name().value(),
        Json.hash(definition),
        standing.environment(),
        standing.deployed().isPresent(),
        changes.orElse(List.of()),
        placed().clusters(),
        intervals.stream().map(Plan::json).toList());
  }

  private static PrintedInterval json(Planned planned) {
    SortedMap<String, String> skipped = new TreeMap<>();
    for (StageRun stage : planned.rehearsed().skipped()) {
      skipped.put(stage.name().value(), stage.reason());
    }
    var interval = planned.rehearsed().run().interval();
    return new PrintedInterval(
        interval.key(),
        interval.start(),
        interval.end(),
        planned.due(),
        planned.rehearsed().jobs(),
        skipped);
  }
}
