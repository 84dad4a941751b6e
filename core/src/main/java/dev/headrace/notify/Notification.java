package dev.headrace.notify;

import dev.headrace.json.Sha256;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import java.time.Instant;
import java.util.List;

/**
 * That an interval has not succeeded by its deadline.
 *
 * @param id the same for the same pipeline, interval and kind, whenever and by whomever it is sent
 * @param interval the key of the interval
 * @param deadline by when its run should have succeeded
 * @param seenAt when it was seen; of one that is sent again, when it was seen again
 * @param recipients who is to be told, as the pipeline file names them
 * @param text why the interval stands where it stands, as {@code explain} says it
 */
public record Notification(
    String id,
    Kind kind,
    PipelineName pipeline,
    String interval,
    Instant deadline,
    Instant seenAt,
    List<String> recipients,
    String text) {
  public Notification {
    recipients = List.copyOf(recipients);
  }

  /** Where the interval stood when its deadline had passed. */
  public enum Kind {
    /** It has no run. */
    NOT_CREATED,
    /** Its run waits for files or for its turn. */
    NOT_STARTED,
    /** Its run works. */
    NOT_FINISHED,
    /** Its run has failed or was cancelled. */
    FAILED
  }

  /** A notification under the id that is its own. */
  public static Notification of(
      RunKey run,
      Kind kind,
      Instant deadline,
      Instant seenAt,
      List<String> recipients,
      String text) {
    return new Notification(
        id(run, kind), kind, run.pipeline(), run.interval(), deadline, seenAt, recipients, text);
  }

  /** The id of what is told of a run's interval. */
  public static String id(RunKey run, Kind kind) {
    return Sha256.hexOfParts(List.of(run.pipeline().value(), run.interval(), kind.name()));
  }
}
