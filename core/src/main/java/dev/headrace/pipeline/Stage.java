package dev.headrace.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One node of a pipeline, run as one job per attempt.
 *
 * @param after the stages that must be done first: derived from what is read and written, and what
 *     the file adds
 * @param every the cadence at which the stage runs inside a pipeline of a shorter one: it runs for
 *     the interval that closes a longer one
 * @param placement the cluster on which its jobs run; without one, each is a serverless batch
 * @param origin the stage of the file that this one is a step of: itself, unless {@code train}
 * @param parameters values for the SQL or the script, as text
 */
public record Stage(
    StageName name,
    StageName origin,
    SortedSet<StageName> after,
    Optional<Cadence> every,
    Duration timeout,
    Optional<Placement> placement,
    SortedMap<String, Read> reads,
    SortedMap<String, String> parameters,
    Work work) {

  public Stage {
    after = Collections.unmodifiableSortedSet(new TreeSet<>(after));
    reads = Collections.unmodifiableSortedMap(new TreeMap<>(reads));
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** Whether its jobs write an outcome: of a load only BigQuery knows that it has ended. */
  public boolean leavesOutcome() {
    return !(work instanceof Work.Load);
  }
}
