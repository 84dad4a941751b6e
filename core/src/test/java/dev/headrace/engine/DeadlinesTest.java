package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notification.Kind;
import dev.headrace.pipeline.Deadline;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.store.Content;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.FaultyObjectStore.Call;
import dev.headrace.store.FaultyObjectStore.Crash;
import dev.headrace.store.FaultyObjectStore.Fault;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final String MONDAY = "2001-01-01";
  private static final String TUESDAY = "2001-01-02";
  private static final Instant AT_FIVE = Instant.parse("2001-01-02T05:00:00Z");

  /** Due at 04:15, and to be done by 05:00; its files may come until 06:00. */
  private static World flights() {
    World world = new World();
    deploy(world, Optional.of(new Deadline(Duration.ofHours(5), List.of("oncall"))));
    return world.reconciles();
  }

  private static void deploy(World world, Optional<Deadline> deadline) {
    Pipeline plain = World.pipeline();
    Pipeline changed =
        new Pipeline(
            plain.name(),
            plain.description(),
            plain.owner(),
            plain.schedule(),
            plain.overlap(),
            plain.inputs(),
            plain.tables(),
            plain.stages(),
            plain.retries(),
            deadline);
    world.engine.deployments().deploy(DefinitionExamples.of(changed), world.clock.instant());
  }

  private static World monday() {
    return flights().landsDay(MONDAY).at("2001-01-02T04:15:00Z").ticks();
  }

  /** It works when it should have succeeded. */
  static World mondayAtItsDeadline() {
    return monday().at("2001-01-02T05:00:00Z");
  }

  private static void mondaySucceeds(World world) {
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.SUCCEEDED);
  }

  private static List<String> told(World world) {
    return world.people.received().stream().map(n -> n.interval() + " " + n.kind()).toList();
  }

  @Test
  void aRunThatStillWaitsAtItsDeadlineIsToldWithWhatItWaitsFor() {
    World world = flights().at("2001-01-02T04:15:00Z").ticks().at("2001-01-02T05:00:00Z");

    world.reconciles();

    assertThat(world.people.received())
        .containsExactly(
            Notification.of(
                new RunKey(FLIGHTS, MONDAY),
                Kind.NOT_STARTED,
                AT_FIVE,
                AT_FIVE,
                List.of("oncall"),
                "waits for gs://landing/flights/2001-01-01/*.csv.gz,"
                    + " gs://landing/flights/2001-01-01/_SUCCESS"));
  }

  @Test
  void beforeItsDeadlineNobodyIsTold() {
    World world = flights().at("2001-01-02T04:15:00Z").ticks().at("2001-01-02T04:59:59Z");

    assertThat(told(world.reconciles())).isEmpty();
  }

  @Test
  void aRunThatStillWorksAtItsDeadlineIsTold() {
    World world = mondayAtItsDeadline().reconciles();

    assertThat(told(world)).containsExactly("2001-01-01 NOT_FINISHED");
    assertThat(world.people.received().get(0).text()).contains("clean (attempt 1)");
  }

  @Test
  void anIntervalThatHasNoRunIsTold() {
    World world = flights();
    world.engine.deployments().pause(FLIGHTS, true);

    world.at("2001-01-02T05:00:00Z").reconciles();

    assertThat(told(world)).containsExactly("2001-01-01 NOT_CREATED");
    assertThat(world.people.received().get(0).text())
        .isEqualTo("the pipeline is paused: resume it to decide this interval");
  }

  @Test
  void aRunThatHasFailedIsToldAtTheDeadlineAndNotBefore() {
    World world = monday().fails(MONDAY, CLEAN, ErrorClass.DATA);
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.FAILED);
    assertThat(told(world.reconciles())).isEmpty();

    world.at("2001-01-02T05:00:00Z").reconciles();

    assertThat(told(world)).containsExactly("2001-01-01 FAILED");
    assertThat(world.people.received().get(0).text()).contains("clean");
  }

  @Test
  void aRunThatHasSucceededInTimeIsNotTold() {
    World world = monday();
    mondaySucceeds(world);

    assertThat(told(world.at("2001-01-02T05:00:00Z").reconciles())).isEmpty();
  }

  @Test
  void eachKindOfAnIntervalIsToldOnceUntilItHasEnded() {
    World world = flights().at("2001-01-02T04:15:00Z").ticks().at("2001-01-02T05:00:00Z");
    world.reconciles().reconciles();
    world.landsDay(MONDAY).at("2001-01-02T05:10:00Z").reconciles().reconciles();
    anotherInstance(world).reconcile();
    world.fails(MONDAY, CLEAN, ErrorClass.DATA).at("2001-01-02T05:15:00Z").reconciles();
    anotherInstance(world).reconcile();

    assertThat(told(world))
        .containsExactly("2001-01-01 NOT_STARTED", "2001-01-01 NOT_FINISHED", "2001-01-01 FAILED");
  }

  @Test
  void theNextIntervalIsToldForItself() {
    World world = flights().at("2001-01-02T05:00:00Z").reconciles();
    world.at("2001-01-03T05:00:00Z").reconciles();

    assertThat(told(world))
        .containsExactly("2001-01-01 NOT_STARTED", "2001-01-01 FAILED", "2001-01-02 NOT_STARTED");
    assertThat(world.run(TUESDAY).state()).isEqualTo(RunState.WAITING);
  }

  @Test
  void aPipelineThatBeginsInThePastIsNotToldOfTheDaysBefore() {
    World world = new World().at("2001-03-01T12:00:00Z");
    deploy(world, Optional.of(new Deadline(Duration.ofHours(5), List.of("oncall"))));

    assertThat(told(world.reconciles().after(Duration.ofMinutes(5)).reconciles())).isEmpty();
  }

  @Test
  void whatWasToldIsKeptForWhoeverLooksAtTheRun() {
    World world = mondayAtItsDeadline().reconciles();

    assertThat(world.engine.told(world.engine.deployments().find(FLIGHTS).orElseThrow(), MONDAY))
        .isEqualTo(world.people.received());
  }

  @Test
  void aRunThatCannotBeReadIsTold() {
    World world = mondayAtItsDeadline();
    String name = "runs/flights/2001-01-01.json";
    long standing = world.controlStore.read(name).orElseThrow().generation();
    world.controlStore.replace(name, standing, Content.json("{}".getBytes(StandardCharsets.UTF_8)));

    world.reconciles();

    assertThat(told(world)).containsExactly("2001-01-01 NOT_FINISHED");
    assertThat(world.people.received().get(0).text()).contains("is corrupt");
  }

  @Test
  void whoCannotBeReachedIsToldWithTheNextPassAndOthersGoOn() {
    World world = mondayAtItsDeadline();
    world.people.refuses(1);

    world.reconciles();
    assertThat(world.alarms)
        .containsExactly("SKIPPED_IN_PASS deadline of flights: planned: nobody listens");

    assertThat(told(world.reconciles())).containsExactly("2001-01-01 NOT_FINISHED");
  }

  @Test
  void aCrashAtAnyCallTellsAtLeastOnceAndUnderOneId() {
    for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LOST_ANSWER)) {
      int number = 0;
      boolean met = true;
      while (met) {
        World world = mondayAtItsDeadline();
        met = aPassMeets(world, ++number, fault);

        anotherInstance(world).reconcile();
        anotherInstance(world).reconcile();

        assertThat(told(world))
            .as(fault + " at call " + number)
            .isNotEmpty()
            .containsOnly("2001-01-01 NOT_FINISHED");
        assertThat(world.people.received().stream().map(Notification::id).distinct()).hasSize(1);
        assertThat(world.controlStore.list("notifications/")).hasSize(1);
      }
      assertThat(number).isGreaterThan(8);
    }
  }

  /** Whether the pass had so many calls that it met the fault. */
  private static boolean aPassMeets(World world, int number, Fault fault) {
    FaultyObjectStore faulty =
        new FaultyObjectStore(world.controlStore, FaultyObjectStore.Plan.at(number, fault));
    try {
      instanceOver(world, faulty).reconcile();
    } catch (Crash | StoreUnavailableException planned) {
      return true;
    }
    return faulty.calls().size() >= number;
  }

  @Test
  void whereNoDeadlineIsDeclaredNothingIsAskedForIt() {
    World world = new World();
    deploy(world, Optional.empty());

    assertThat(callsOfAPass(world.reconciles())).noneMatch(DeadlinesTest::isOfDeadlines);
    assertThat(world.engine.told(world.engine.deployments().find(FLIGHTS).orElseThrow(), MONDAY))
        .isEmpty();
  }

  @Test
  void whileNoDeadlineHasPassedAPassAsksForNothingMore() {
    assertThat(callsOfAPass(flights())).noneMatch(DeadlinesTest::isOfDeadlines);
  }

  @Test
  void aFreshInstanceReadsOneObjectMore() {
    World world = flights();
    FaultyObjectStore counted = counted(world);
    instanceOver(world, counted).reconcile();

    assertThat(counted.calls().stream().filter(DeadlinesTest::isOfDeadlines))
        .containsExactly(
            new Call(FaultyObjectStore.Operation.READ, "pipelines/flights/deadlines.json"));
  }

  private static List<Call> callsOfAPass(World world) {
    FaultyObjectStore control = (FaultyObjectStore) world.control;
    int before = control.calls().size();
    world.after(Duration.ofMinutes(5)).reconciles();
    return control.calls().subList(before, control.calls().size());
  }

  private static boolean isOfDeadlines(Call call) {
    return call.name().contains("deadlines") || call.name().startsWith("notifications");
  }

  private static FaultyObjectStore counted(World world) {
    return new FaultyObjectStore(world.controlStore, FaultyObjectStore.Plan.none());
  }

  private static Engine anotherInstance(World world) {
    return instanceOver(world, world.controlStore);
  }

  private static Engine instanceOver(World world, ObjectStore control) {
    return world.engineOver(control, world.outcomes, world.landing, world.lake);
  }
}
