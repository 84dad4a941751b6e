package dev.headrace.pipeline;

/**
 * How many runs of a pipeline may be live at once.
 *
 * @param limit 1 for the sequential rules
 */
public record Overlap(Rule rule, int limit) {
  /** The rule by which waiting runs start. */
  public enum Rule {
    SEQUENTIAL,
    PARALLEL
  }

  /** One live run, the oldest interval first: the default. */
  public static final Overlap ONE_AT_A_TIME = new Overlap(Rule.SEQUENTIAL, 1);
}
