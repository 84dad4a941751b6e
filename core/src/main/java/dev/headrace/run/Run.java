package dev.headrace.run;

import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ModelVersion;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One pipeline for one interval: all that is remembered of it.
 *
 * @param epoch 1, and one more for each re-run
 * @param definition the hash of the definition that this epoch keeps to its end
 * @param startedAt when the first stage of this epoch was intended
 * @param inputs the newest listing of each input
 * @param champions the model versions that this epoch scores with, resolved once at its start, or
 *     by its own promotion
 * @param stages in the order of the pipeline
 * @param warnings what a person should know although the run has ended, such as changed files
 * @param history the newest notes, oldest first
 */
public record Run(
    PipelineName pipeline,
    Interval interval,
    int epoch,
    String definition,
    Trigger trigger,
    RunState state,
    String reason,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    SortedMap<String, InputReport> inputs,
    SortedMap<ModelName, ModelVersion> champions,
    List<StageRun> stages,
    List<String> warnings,
    List<Note> history) {
  private static final int NOTES = 60;

  public Run {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    champions = Collections.unmodifiableSortedMap(new TreeMap<>(champions));
    stages = List.copyOf(stages);
    warnings = List.copyOf(warnings);
    history = List.copyOf(history);
  }

  /** A run that waits for its inputs and its turn. */
  public static Run waiting(
      Pipeline pipeline, Interval interval, String definition, Trigger trigger, Instant now) {
    return fresh(pipeline, interval, 1, definition, trigger, RunState.WAITING, "created", now);
  }

  /** The same, because a person asked for it. */
  public static Run asked(
      Pipeline pipeline, Interval interval, String definition, String why, Instant now) {
    return fresh(pipeline, interval, 1, definition, Trigger.MANUAL, RunState.WAITING, why, now);
  }

  /** The record of a decision not to run an interval. */
  public static Run skipped(
      Pipeline pipeline, Interval interval, String definition, String why, Instant now) {
    return fresh(pipeline, interval, 1, definition, Trigger.SCHEDULE, RunState.SKIPPED, why, now);
  }

  private static Run fresh(
      Pipeline pipeline,
      Interval interval,
      int epoch,
      String definition,
      Trigger trigger,
      RunState state,
      String why,
      Instant now) {
    return new Run(
        pipeline.name(),
        interval,
        epoch,
        definition,
        trigger,
        state,
        why,
        now,
        Optional.empty(),
        state.terminal() ? Optional.of(now) : Optional.empty(),
        new TreeMap<>(),
        new TreeMap<>(),
        pipeline.stages().stream().map(s -> StageRun.waiting(s.name())).toList(),
        List.of(),
        List.of(new Note(now, why)));
  }

  /** Which run this is. */
  public RunKey key() {
    return new RunKey(pipeline, interval.key());
  }

  /** The identity of the current attempt of a stage, which has one. */
  public AttemptId attemptId(StageName stage) {
    return new AttemptId(pipeline, interval.key(), epoch, stage, stage(stage).attempt());
  }

  /** The stage of that name, which is known to exist. */
  public StageRun stage(StageName name) {
    return stages.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("run " + key() + " has no stage " + name));
  }

  /** Whether the run has a stage of that name. */
  public boolean has(StageName name) {
    return stages.stream().anyMatch(s -> s.name().equals(name));
  }

  Run again(Pipeline current, String hash, Trigger why, String text, Instant now) {
    List<Note> notes = new ArrayList<>(history);
    notes.add(new Note(now, text));
    return fresh(current, interval, epoch + 1, hash, why, RunState.WAITING, text, createdAt)
        .withHistory(notes);
  }

  Run in(RunState next, String why) {
    return with(next, why, startedAt, Optional.empty(), inputs, champions, stages);
  }

  Run ended(RunState next, String why, Instant now) {
    return with(next, why, startedAt, Optional.of(now), inputs, champions, stages);
  }

  Run started(SortedMap<ModelName, ModelVersion> resolved, Instant now) {
    return with(
        RunState.RUNNING, "started", Optional.of(now), Optional.empty(), inputs, resolved, stages);
  }

  Run withInputs(SortedMap<String, InputReport> seen, String why) {
    return with(state, why, startedAt, endedAt, seen, champions, stages);
  }

  Run withChampion(ModelName model, ModelVersion version) {
    SortedMap<ModelName, ModelVersion> changed = new TreeMap<>(champions);
    changed.put(model, version);
    return with(state, reason, startedAt, endedAt, inputs, changed, stages);
  }

  Run withStage(StageName name, UnaryOperator<StageRun> change) {
    List<StageRun> changed =
        stages.stream().map(s -> s.name().equals(name) ? change.apply(s) : s).toList();
    return with(state, reason, startedAt, endedAt, inputs, champions, changed);
  }

  Run warned(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new Run(
        pipeline,
        interval,
        epoch,
        definition,
        trigger,
        state,
        reason,
        createdAt,
        startedAt,
        endedAt,
        inputs,
        champions,
        stages,
        all,
        history);
  }

  Run noted(String text, Instant now) {
    List<Note> notes = new ArrayList<>(history);
    notes.add(new Note(now, text));
    return withHistory(notes);
  }

  private Run withHistory(List<Note> notes) {
    List<Note> newest = notes.subList(Math.max(0, notes.size() - NOTES), notes.size());
    return new Run(
        pipeline,
        interval,
        epoch,
        definition,
        trigger,
        state,
        reason,
        createdAt,
        startedAt,
        endedAt,
        inputs,
        champions,
        stages,
        warnings,
        newest);
  }

  private Run with(
      RunState newState,
      String newReason,
      Optional<Instant> newStartedAt,
      Optional<Instant> newEndedAt,
      SortedMap<String, InputReport> newInputs,
      SortedMap<ModelName, ModelVersion> newChampions,
      List<StageRun> newStages) {
    return new Run(
        pipeline,
        interval,
        epoch,
        definition,
        trigger,
        newState,
        newReason,
        createdAt,
        newStartedAt,
        newEndedAt,
        newInputs,
        newChampions,
        newStages,
        warnings,
        history);
  }
}
