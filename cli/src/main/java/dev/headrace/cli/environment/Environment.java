package dev.headrace.cli.environment;

import dev.headrace.engine.Engine;
import dev.headrace.engine.Places;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.store.ObjectStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** A place where pipelines are deployed and run. Nothing is asked of it before it is needed. */
public interface Environment {
  /** As the command line names it. */
  String name();

  /** The names of its buckets. */
  Places places();

  /** The engine over its buckets and its job service. */
  Engine engine();

  /** Its bucket where files arrive. */
  ObjectStore landing();

  /** Its bucket of tables and models. */
  ObjectStore lake();

  /** Its bucket of content-addressed code. */
  ObjectStore code();

  /** The time that holds there: the local cloud has a clock of its own. */
  InstantSource clock();

  /** Where its pages are, if it has any. */
  Optional<URI> console();

  /**
   * Makes the scheduler fire as all deployed pipelines want it.
   *
   * @return what holds for this pipeline now, in one line
   */
  String schedule(Pipeline pipeline);

  /**
   * Stops or lets go the pipeline's ticks.
   *
   * @return what became of them, in a few words
   */
  String pauseTicks(PipelineName pipeline, boolean paused);

  /** Has the scheduler tick now; false where it has no job for the pipeline. */
  boolean tickNow(PipelineName pipeline);
}
