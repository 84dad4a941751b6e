package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageState;
import dev.headrace.runner.JobReport;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An attempt is submitted, looked for and cancelled where the definition of its run places it. */
class PlacementTest {
  private static final String MONDAY = "2001-01-01";
  private static final RunKey KEY = new RunKey(FLIGHTS, MONDAY);
  private static final Pipeline SERVERLESS = World.pipeline();
  private static final Pipeline PLACED = Pipelines.onCluster(SERVERLESS, CLEAN, "etl");

  @Test
  void eachStageRunsWhereItIsPlaced() {
    World world = started(PLACED);
    assertThat(world.onCluster.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
    assertThat(world.jobs.accepted).isEmpty();

    world.succeeds(MONDAY, CLEAN);

    assertThat(world.onCluster.accepted).hasSize(1);
    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, FEATURES));
  }

  @Test
  void theExplanationNamesTheCluster() {
    World world = started(PLACED);
    String id = job(world).value();
    assertThat(world.engine.explain(FLIGHTS, MONDAY).details())
        .containsExactly("job " + id + " on cluster etl");

    world.succeeds(MONDAY, CLEAN);

    assertThat(world.engine.explain(FLIGHTS, MONDAY).details())
        .singleElement()
        .asString()
        .doesNotContain("cluster");
  }

  @Test
  void aDeployMovesNoLiveAttempt() {
    World world = started(PLACED).deployed(SERVERLESS);

    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
    world.engine.cancel(KEY, "ana", "wrong day");
    assertThat(world.onCluster.cancelled).containsExactly(job(world));
    assertThat(world.jobs.cancelled).isEmpty();
    world.onCluster.end(job(world), JobReport.State.CANCELLED);
    world.reconciles();
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.CANCELLED);
    assertThat(world.jobs.accepted).isEmpty();
  }

  @Test
  void aSubmitWithoutAnAnswerIsRepeatedAtTheSamePlaceAfterADeploy() {
    World world = new World().at("2001-01-02T04:15:00Z").deployed(PLACED).landsDay(MONDAY);
    world.onCluster.requestsToLose = 1;
    world.ticks().deployed(SERVERLESS);

    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(world.onCluster.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
    assertThat(world.jobs.submits).isZero();
  }

  @Test
  void aFailedOutcomeIsLookedUpWhereTheAttemptRan() {
    World world = started(PLACED).deployed(SERVERLESS);
    world.onCluster.end(job(world), JobReport.State.FAILED);

    fails(world);

    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RETRY);
    world.after(Duration.ofMinutes(5)).reconciles();
    assertThat(world.onCluster.accepted).hasSize(2);
  }

  @Test
  void aRunThatIsRunAgainGoesWhereTheNewDefinitionSays() {
    World world = started(PLACED).deployed(SERVERLESS);
    world.engine.cancel(KEY, "ana", "wrong day");
    world.onCluster.end(job(world), JobReport.State.CANCELLED);
    world.reconciles();

    world.engine.rerun(KEY, "ana", "on another place");

    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
    assertThat(world.onCluster.accepted).hasSize(1);
  }

  @Test
  void aJobThatRunsTooLongIsCancelledThoughItsServiceHasNoLimit() {
    World world = started(PLACED);
    world.reconciles();

    world.after(Duration.ofHours(5)).reconciles();

    assertThat(world.onCluster.cancelled).contains(job(world));
  }

  private static World started(Pipeline pipeline) {
    return new World().at("2001-01-02T04:15:00Z").deployed(pipeline).landsDay(MONDAY).ticks();
  }

  private static JobId job(World world) {
    return world.engine.jobId(world.attempt(MONDAY, CLEAN));
  }

  private static void fails(World world) {
    var attempt = world.attempt(MONDAY, CLEAN);
    world.write(
        world.outcome(
            attempt,
            Outcome.Status.FAILED,
            Optional.of(new Outcome.Failure(ErrorClass.USER, "it broke", Optional.empty())),
            Optional.empty()));
    world.engine.finished(Places.outcomeName(attempt));
  }
}
