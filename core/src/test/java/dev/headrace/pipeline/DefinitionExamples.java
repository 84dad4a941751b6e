package dev.headrace.pipeline;

import java.util.Optional;

/** What is deployed, where only the pipeline matters. */
public final class DefinitionExamples {
  private DefinitionExamples() {}

  /** The pipeline with code that is nowhere, and none for python stages. */
  public static Definition of(Pipeline pipeline) {
    return new Definition(
        Definition.SCHEMA,
        pipeline,
        new Code("headrace-spark-jobs.jar", "a".repeat(64)),
        new Code("headrace_trainer.py", "b".repeat(64)),
        Optional.empty());
  }
}
