package dev.headrace.job;

import dev.headrace.interval.Interval;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an attempt is to do: the one argument {@code --job} of every job, as canonical JSON of at
 * most {@link #MAX_BYTES}. It carries no secret.
 *
 * @param version of this contract: {@link #VERSION}
 * @param deadline the instant after which the job neither begins to work nor publishes
 * @param inputs what it reads, by the name the SQL or the script uses
 * @param program {@code gs://code/<sha256>/jobs.jar}: what the service starts; for {@code train}
 *     and {@code python} the Python program that runs the script, for all other work the jar
 * @param staging {@code gs://lake/staging/...}: where this attempt alone writes; no slash at its
 *     end
 * @param outcome {@code gs://outcomes/....json}: the object that the job creates last
 */
public record JobSpec(
    int version,
    JobId job,
    AttemptId attempt,
    Interval interval,
    Instant deadline,
    SortedMap<String, JobInput> inputs,
    SortedMap<String, String> parameters,
    JobWork work,
    String program,
    String staging,
    String outcome) {
  /** The version of the contract that this code writes. */
  public static final int VERSION = 1;

  /** The largest spec that is submitted. */
  public static final int MAX_BYTES = 32 * 1024;

  public JobSpec {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }
}
