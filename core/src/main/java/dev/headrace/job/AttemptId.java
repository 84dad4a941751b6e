package dev.headrace.job;

import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;

/**
 * Which try of which stage: the identity from which every id and every path of an attempt is
 * derived.
 *
 * @param interval the key of the interval
 * @param epoch 1 for the first time a run is made, one more for each re-run
 * @param attempt counted from 1 within the epoch; below 10,000
 */
public record AttemptId(
    PipelineName pipeline, String interval, int epoch, StageName stage, int attempt) {
  /** Attempts stay below this, so that {@link #transactionVersion()} orders them. */
  public static final int MOST_ATTEMPTS = 10_000;

  public AttemptId {
    if (epoch < 1 || attempt < 1 || attempt >= MOST_ATTEMPTS) {
      throw new IllegalArgumentException("epoch " + epoch + ", attempt " + attempt);
    }
  }

  /**
   * The path below a bucket under which the attempt leaves what it makes, without a slash at its
   * end.
   */
  public String path() {
    return String.join(
        "/",
        pipeline.value(),
        interval,
        Integer.toString(epoch),
        stage.value(),
        Integer.toString(attempt));
  }

  /** The number that fences publishing: higher for a later epoch, then for a later attempt. */
  public long transactionVersion() {
    return (long) epoch * MOST_ATTEMPTS + attempt;
  }

  @Override
  public String toString() {
    return path();
  }
}
