package dev.headrace.functions.console;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.pipeline.Overlap;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import java.time.Instant;
import java.util.Optional;

/**
 * A deployed pipeline.
 *
 * @param definition the hash of the definition in force
 * @param next the interval that falls due next, unless the pipeline is paused
 */
public record PipelineSummary(
    PipelineName name,
    String owner,
    String description,
    Optional<Schedule> schedule,
    Overlap overlap,
    boolean paused,
    String definition,
    Optional<NextDue> next) {

  static PipelineSummary of(Deployed deployed, Instant now) {
    Pipeline pipeline = deployed.definition().pipeline();
    boolean paused = deployed.deployment().paused();
    return new PipelineSummary(
        deployed.name(),
        pipeline.owner(),
        pipeline.description(),
        pipeline.schedule(),
        pipeline.overlap(),
        paused,
        deployed.deployment().definition(),
        pipeline.schedule().filter(s -> !paused).flatMap(s -> NextDue.of(s, now)));
  }
}
