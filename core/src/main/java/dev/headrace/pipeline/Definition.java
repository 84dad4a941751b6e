package dev.headrace.pipeline;

import java.util.Optional;

/**
 * What is deployed for a pipeline, and what a run names by hash and keeps to its end: the pipeline
 * and the code that Headrace itself brings to the job service.
 *
 * @param schema of this document: {@link #SCHEMA}
 * @param jobs the jar that runs all work but scripts
 * @param trainer the Python program that runs a training script
 * @param stage the Python program that runs the script of a {@code python} stage; what was deployed
 *     before there were such stages has none
 */
public record Definition(
    int schema, Pipeline pipeline, Code jobs, Code trainer, Optional<Code> stage) {
  /** The schema that this code writes. */
  public static final int SCHEMA = 1;
}
