package dev.headrace.spark;

import dev.headrace.job.JobSpec;
import dev.headrace.spark.store.LakeFiles;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;

/** What every stage works with: its spec, a session of its own, the lake, the clock. */
public record Attempt(
    JobSpec spec, SparkSession spark, LakeFiles files, InstantSource clock, Phases phases) {

  /** Fails the attempt when its time is over: a job past its deadline changes nothing more. */
  public void checkDeadline(String before) {
    Deadline.check(spec, clock, before);
  }
}
