package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.runner.InMemoryJobService;
import dev.headrace.runner.JobReport;
import dev.headrace.store.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Many instances of the functions do the same at the same moment. */
class RacesTest {
  private static final int THREADS = 16;
  private static final String MONDAY = "2001-01-01";

  private final World world = new World();
  private final InMemoryJobService service = new InMemoryJobService();
  private final List<Engine> engines = new ArrayList<>();

  RacesTest() {
    for (int i = 0; i < THREADS; i++) {
      engines.add(world.engineOf(service, new SplittableRandom(i)));
    }
    world.deployed().landsDay(MONDAY).at("2001-01-02T04:15:00Z");
  }

  @Test
  void everyInstanceSeesEveryEventAndEachAttemptIsAcceptedOnce() throws Exception {
    allAtOnce(engine -> engine.tick(FLIGHTS));
    endsAtOnce(CLEAN, Outcome.Status.FAILED);
    world.at("2001-01-02T04:30:00Z");
    allAtOnce(Engine::reconcile);
    endsAtOnce(CLEAN, Outcome.Status.SUCCEEDED);
    endsAtOnce(FEATURES, Outcome.Status.SUCCEEDED);
    allAtOnce(Engine::reconcile);

    assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(service.journal())
        .extracting(accepted -> accepted.spec().attempt())
        .containsExactly(
            new AttemptId(FLIGHTS, MONDAY, 1, CLEAN, 1),
            new AttemptId(FLIGHTS, MONDAY, 1, CLEAN, 2),
            new AttemptId(FLIGHTS, MONDAY, 1, FEATURES, 1));
    Histories.assertUnbroken(world.controlStore, RunDocuments.name(key()));
    assertThat(world.controlStore.list("active/")).isEmpty();
    assertThat(world.controlStore.list("slots/")).isEmpty();
  }

  @Test
  void aCancelAndARerunOfAllInstancesAreOneOfEach() throws Exception {
    allAtOnce(engine -> engine.tick(FLIGHTS));
    allAtOnce(engine -> engine.cancel(key(), "ana", "wrong file"));
    allAtOnce(Engine::reconcile);
    assertThat(run().state()).isEqualTo(RunState.CANCELLED);
    allAtOnce(engine -> engine.rerun(key(), "ana", "mended"));

    assertThat(run().epoch()).isEqualTo(2);
    assertThat(service.journal())
        .extracting(accepted -> accepted.spec().attempt())
        .containsExactly(
            new AttemptId(FLIGHTS, MONDAY, 1, CLEAN, 1),
            new AttemptId(FLIGHTS, MONDAY, 2, CLEAN, 1));
    Histories.assertUnbroken(world.controlStore, RunDocuments.name(key()));
    assertThat(world.controlStore.list("active/")).hasSize(1);
  }

  private void endsAtOnce(StageName stage, Outcome.Status status) throws Exception {
    AttemptId attempt = run().attemptId(stage);
    Outcome outcome =
        world.outcome(
            attempt,
            status,
            status == Outcome.Status.FAILED
                ? Optional.of(new Outcome.Failure(ErrorClass.USER, "it broke", Optional.empty()))
                : Optional.empty(),
            Optional.empty());
    String name = Places.outcomeName(attempt);
    world.outcomes.create(name, Content.json(Json.bytes(outcome)));
    service.end(
        outcome.job(),
        status == Outcome.Status.FAILED ? JobReport.State.FAILED : JobReport.State.SUCCEEDED,
        Optional.empty(),
        "");
    allAtOnce(engine -> engine.finished(name));
  }

  private Run run() {
    return engines.get(0).run(key()).orElseThrow();
  }

  private static RunKey key() {
    return new RunKey(FLIGHTS, MONDAY);
  }

  private void allAtOnce(Consumer<Engine> action) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (Engine engine : engines) {
        done.add(
            pool.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  untilItIsThrough(() -> action.accept(engine));
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** As the platform does: an event that was not handled comes again. */
  private static void untilItIsThrough(Runnable action) {
    for (int i = 0; i < 1_000; i++) {
      try {
        action.run();
        return;
      } catch (ContendedException e) {
        assertThat(e.getMessage()).startsWith("others keep writing");
      }
    }
    throw new AssertionError("others won a thousand times");
  }
}
