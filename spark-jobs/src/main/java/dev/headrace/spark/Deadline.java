package dev.headrace.spark;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.spark.failure.JobFailure;
import java.time.Instant;
import java.time.InstantSource;

/** The end of an attempt's time. */
public final class Deadline {
  private Deadline() {}

  /** Fails the attempt when its time is over: a job past its deadline changes nothing more. */
  public static void check(JobSpec spec, InstantSource clock, String before) {
    Instant now = clock.instant();
    if (!now.isBefore(spec.deadline())) {
      throw new JobFailure(
          ErrorClass.TIMEOUT,
          "out of time before "
              + before
              + ": the deadline was "
              + spec.deadline()
              + ", it is "
              + now);
    }
  }
}
