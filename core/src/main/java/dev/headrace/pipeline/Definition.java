package dev.headrace.pipeline;

/**
 * What is deployed for a pipeline, and what a run names by hash and keeps to its end: the pipeline
 * and the code that Headrace itself brings to the job service.
 *
 * @param schema of this document: {@link #SCHEMA}
 * @param jobs the jar that runs {@code sql}, {@code score} and the Spark steps of {@code train}
 * @param trainer the Python program that runs a training script
 */
public record Definition(int schema, Pipeline pipeline, Code jobs, Code trainer) {
  /** The schema that this code writes. */
  public static final int SCHEMA = 1;
}
