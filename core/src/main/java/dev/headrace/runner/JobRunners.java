package dev.headrace.runner;

import dev.headrace.pipeline.Stage;

/**
 * The job services of an installation.
 *
 * <p>A stage of one definition always has the same service: an attempt is looked for and cancelled
 * where it was submitted.
 */
public interface JobRunners {
  /** The service that runs the jobs of a stage. */
  JobRunner of(Stage stage);
}
