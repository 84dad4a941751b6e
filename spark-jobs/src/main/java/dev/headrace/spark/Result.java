package dev.headrace.spark;

import dev.headrace.job.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a stage came to, before identity and times make an {@link Outcome} of it. */
public record Result(
    Outcome.Status status,
    Optional<Outcome.Failure> failure,
    Outcome.Rows rows,
    List<Outcome.ExpectationResult> expectations,
    SortedMap<String, Double> measures,
    List<Outcome.TableVersion> tablesRead,
    List<Outcome.TableVersion> tablesWritten,
    Optional<Outcome.ModelOutcome> model) {

  /** Nothing but a failure. */
  public static Result failed(Outcome.Failure failure) {
    return new Result(
        Outcome.Status.FAILED,
        Optional.of(failure),
        Outcome.Rows.NONE,
        List.of(),
        new TreeMap<>(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** A success that published no table. */
  public static Result done(
      Outcome.Rows rows,
      List<Outcome.TableVersion> tablesRead,
      Optional<Outcome.ModelOutcome> model) {
    return new Result(
        Outcome.Status.SUCCEEDED,
        Optional.empty(),
        rows,
        List.of(),
        new TreeMap<>(),
        tablesRead,
        List.of(),
        model);
  }
}
