package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import dev.headrace.runner.InMemoryJobService;
import dev.headrace.runner.InMemoryJobService.Accepted;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SubmitResult;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.FaultyObjectStore.Fault;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One world, from its seed: a few days of everything that can go wrong, then rest. */
final class Walk {
  private static final Instant FROM = Instant.parse("2001-01-06T00:00:00Z");
  private static final int STEPS = 150;
  private static final int ROUNDS = 250;

  private final SplittableRandom random;
  private final World world = new World();
  private final double rate;
  private final InMemoryJobService service;
  private final JobRunner runner;
  private final FaultyObjectStore control;
  private final FaultyObjectStore outcomes;
  private final FaultyObjectStore landing;
  private final Pipeline pipeline;
  private final List<String> events = new ArrayList<>();
  private final Set<JobId> told = new HashSet<>();
  private Instant now = FROM;
  private Instant landed = FROM;
  private boolean faults = true;
  private Engine engine;

  Walk(long seed) {
    random = new SplittableRandom(seed);
    rate = random.nextInt(10) == 0 ? 0 : Math.pow(10, -3 + 2.5 * random.nextDouble());
    pipeline =
        switch (random.nextInt(3)) {
          case 0 -> Pipelines.flights();
          case 1 -> Pipelines.diamond();
          default -> Pipelines.published();
        };
    service = new InMemoryJobService((operation, id) -> jobFault());
    runner = new NoOverlap(service);
    control = new FaultyObjectStore(world.controlStore, call -> fault());
    outcomes = new FaultyObjectStore(world.outcomes, call -> fault());
    landing = new FaultyObjectStore(world.landing, call -> fault());
    restart();
  }

  void run() {
    world.at(now.toString());
    calmly(() -> engine.deployments().deploy(DefinitionExamples.of(pipeline), now));
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    faults = false;
    landEverything();
    comeToRest();
    assertPromises();
  }

  /**
   * At least one round: a job that has told its success may still be at work when all else rests.
   */
  private void comeToRest() {
    int rounds = 0;
    do {
      if (++rounds > ROUNDS) {
        throw new AssertionError("not at rest at " + now + standing());
      }
      pass(Duration.ofMinutes(5));
      endAll();
      engine.reconcile();
    } while (!atRest());
  }

  private void restart() {
    engine = world.engineOver(control, outcomes, landing, world.lake, runner, random.split());
  }

  private Fault fault() {
    return happens() ? pick(Fault.values()) : Fault.NONE;
  }

  private InMemoryJobService.Fault jobFault() {
    return happens() ? pick(InMemoryJobService.Fault.values()) : InMemoryJobService.Fault.NONE;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private boolean happens() {
    return faults && random.nextDouble() < rate;
  }

  private void step() {
    switch (random.nextInt(16)) {
      case 0, 1 -> pass(Duration.ofMinutes(1 + random.nextInt(10)));
      case 2 -> passLong();
      case 3 -> landFiles();
      case 4 -> attempt(() -> engine.tick(World.FLIGHTS));
      case 5, 6, 7 -> attempt(engine::reconcile);
      case 8, 9, 10 -> jobMoves();
      case 11, 12, 13 -> deliver();
      case 14 -> landLate();
      default -> person();
    }
  }

  /** A day may pass in which only the reconciler works. */
  private void passLong() {
    for (int i = random.nextInt(60); i > 0; i--) {
      pass(Duration.ofMinutes(10));
      if (random.nextInt(3) == 0) {
        attempt(engine::reconcile);
      }
    }
  }

  /** What is late lands within a quarter of an hour, as the real ones do. */
  private void pass(Duration time) {
    now = now.plus(time);
    world.at(now.toString());
    if (now.isAfter(landed.plus(Duration.ofMinutes(5)))) {
      landEverything();
    }
  }

  private void landLate() {
    control.land();
    outcomes.land();
    service.land();
  }

  private void landEverything() {
    landLate();
    landed = now;
  }

  private void landFiles() {
    String day = Calendar.of(schedule()).containing(now.minusSeconds(random.nextInt(86_400))).key();
    world.landsSilently("flights/" + day + "/flights.csv.gz");
    world.landsSilently("flights/" + day + "/_SUCCESS");
    if (random.nextBoolean()) {
      attempt(() -> engine.arrived("landing", "flights/" + day + "/_SUCCESS", 1));
    }
  }

  private dev.headrace.pipeline.Schedule schedule() {
    return pipeline.schedule().orElseThrow();
  }

  private void person() {
    List<RunKey> runs = new ArrayList<>();
    attempt(() -> runs.addAll(engine.runs(World.FLIGHTS)));
    if (runs.isEmpty()) {
      return;
    }
    RunKey key = runs.get(random.nextInt(runs.size()));
    switch (random.nextInt(3)) {
      case 0 -> attempt(() -> engine.cancel(key, "ana", "wrong file"));
      default -> attempt(() -> engine.rerun(key, "ana", "mended"));
    }
  }

  /** One job that runs writes what it did, or ends, well or not. */
  private void jobMoves() {
    List<Accepted> active = active();
    if (active.isEmpty()) {
      return;
    }
    Accepted job = active.get(random.nextInt(active.size()));
    if (tells(job) && random.nextInt(5) > 0) {
      tells(job, random.nextInt(3) > 0 ? Outcome.Status.SUCCEEDED : Outcome.Status.FAILED);
    }
    if (random.nextInt(3) > 0) {
      service.end(
          job.id(),
          random.nextBoolean() ? JobReport.State.SUCCEEDED : JobReport.State.FAILED,
          Optional.of(errorClass()),
          "as the service says");
    }
  }

  /** Whether a job has still to write an outcome, which a load never does. */
  private boolean tells(Accepted job) {
    return !told.contains(job.id()) && !(job.spec().work() instanceof JobWork.Load);
  }

  private void tells(Accepted job, Outcome.Status status) {
    AttemptId attempt = job.spec().attempt();
    told.add(job.id());
    world.write(
        world.publishing(
            attempt,
            status,
            status == Outcome.Status.FAILED
                ? Optional.of(new Outcome.Failure(errorClass(), "it broke", Optional.empty()))
                : Optional.empty(),
            Optional.empty()));
    for (int times = random.nextInt(3); times > 0; times--) {
      events.add(Places.outcomeName(attempt));
    }
  }

  private ErrorClass errorClass() {
    return pick(ErrorClass.values());
  }

  private void deliver() {
    if (!events.isEmpty()) {
      String name = events.get(random.nextInt(events.size()));
      if (random.nextInt(4) > 0) {
        events.remove(name);
      }
      attempt(() -> engine.finished(name));
    }
  }

  /** From now on every job that a run waits for succeeds; one that none waits for never ends. */
  private void endAll() {
    for (Accepted job : active().stream().filter(this::isAwaited).toList()) {
      if (tells(job)) {
        tells(job, Outcome.Status.SUCCEEDED);
      }
      service.end(job.id(), JobReport.State.SUCCEEDED, Optional.empty(), "");
    }
  }

  private boolean isAwaited(Accepted job) {
    AttemptId attempt = job.spec().attempt();
    Run run = engine.run(new RunKey(attempt.pipeline(), attempt.interval())).orElseThrow();
    boolean current =
        run.stage(attempt.stage()).attempt() == attempt.attempt()
            && run.epoch() == attempt.epoch()
            && run.stage(attempt.stage()).state().active();
    return current || hasSucceeded(job);
  }

  private List<Accepted> active() {
    boolean before = faults;
    faults = false;
    List<Accepted> active =
        service.journal().stream()
            .filter(job -> service.report(job.id()).state() == JobReport.State.ACTIVE)
            .toList();
    faults = before;
    return active;
  }

  /** An entry point of a function: it may fail, and its process may end. */
  private void attempt(Runnable call) {
    try {
      call.run();
    } catch (FaultyObjectStore.Crash e) {
      restart();
    } catch (ContendedException | StoreUnavailableException | RunnerUnavailableException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private void calmly(Runnable call) {
    faults = false;
    call.run();
    faults = true;
  }

  private boolean atRest() {
    List<RunKey> runs = engine.runs(World.FLIGHTS);
    return runs.size() >= due().size()
        && runs.stream().allMatch(key -> engine.run(key).orElseThrow().state().terminal())
        && world.controlStore.list("active/").stream().allMatch(this::isAhead)
        && world.controlStore.list("slots/").isEmpty();
  }

  /** The marker of a re-run that was never committed stays: it hides nothing. */
  private boolean isAhead(Listed marker) {
    byte[] bytes = world.controlStore.read(marker.name()).orElseThrow().content().bytes();
    String interval = marker.name().substring(marker.name().lastIndexOf('/') + 1);
    Run run = engine.run(new RunKey(World.FLIGHTS, interval)).orElseThrow();
    return Json.tree(bytes).path("epoch").asInt() > run.epoch();
  }

  private String standing() {
    StringBuilder text = new StringBuilder();
    for (RunKey key : engine.runs(World.FLIGHTS)) {
      Run run = engine.run(key).orElseThrow();
      text.append("\n  ").append(key).append(" epoch ").append(run.epoch()).append(' ');
      text.append(run.state()).append(": ").append(run.reason());
      run.stages()
          .forEach(
              s ->
                  text.append("; ")
                      .append(s.name())
                      .append(' ')
                      .append(s.state())
                      .append(' ')
                      .append(s.attempt()));
    }
    world.controlStore.list("active/").forEach(o -> text.append("\n  ").append(o.name()));
    world.controlStore.list("slots/").forEach(o -> text.append("\n  ").append(o.name()));
    return text.toString();
  }

  /** Computed from the clock alone: every day from the first that has ended and fallen due. */
  private List<String> due() {
    List<String> due = new ArrayList<>();
    Interval day = Calendar.of(schedule()).parse("2001-01-01").orElseThrow();
    while (!day.end().plus(Duration.ofMinutes(4 * 60 + 15)).isAfter(now)) {
      due.add(day.key());
      day = Calendar.of(schedule()).next(day);
    }
    return due;
  }

  private void assertPromises() {
    assertThat(engine.runs(World.FLIGHTS))
        .as("no interval lost, none invented")
        .extracting(RunKey::interval)
        .containsExactlyElementsOf(due());
    assertThat(active()).as("jobs that nobody waits for").isEmpty();
    assertThat(service.journal()).extracting(Accepted::id).doesNotHaveDuplicates();
    assertThat(world.alarms).noneMatch(alarm -> !alarm.startsWith("SKIPPED_IN_PASS"));
    for (RunKey key : engine.runs(World.FLIGHTS)) {
      String name = RunDocuments.name(key);
      Histories.assertUnbroken(world.controlStore, name);
      List<Run> versions =
          Histories.of(world.controlStore, name).stream().map(RunDocument::run).toList();
      assertOneEndEach(versions);
      service.journal().stream()
          .map(job -> job.spec().attempt())
          .filter(attempt -> attempt.interval().equals(key.interval()))
          .forEach(attempt -> assertIntendedInTime(versions, attempt));
    }
  }

  private static void assertOneEndEach(List<Run> versions) {
    for (int i = 1; i < versions.size(); i++) {
      Run before = versions.get(i - 1);
      Run after = versions.get(i);
      assertThat(after.epoch()).isBetween(before.epoch(), before.epoch() + 1);
      if (before.state().terminal() && before.epoch() == after.epoch()) {
        assertThat(after.state()).as(after.key() + ": one end").isEqualTo(before.state());
        assertThat(after.stages()).isEqualTo(before.stages());
      }
    }
    for (Run run : versions) {
      boolean done = run.stages().stream().allMatch(s -> isDone(s));
      if (run.state() == RunState.SUCCEEDED) {
        assertThat(done).as(run.key() + " succeeded with all stages").isTrue();
      }
      if (done) {
        assertThat(run.state()).isIn(RunState.SUCCEEDED, RunState.CANCELLED);
      }
    }
  }

  /** An earlier version shows the intent, and every stage before it done. */
  private void assertIntendedInTime(List<Run> versions, AttemptId attempt) {
    assertThat(versions)
        .as(attempt + " was intended before it was accepted")
        .anyMatch(
            run ->
                run.epoch() == attempt.epoch()
                    && run.state() == RunState.RUNNING
                    && run.stage(attempt.stage()).attempt() == attempt.attempt()
                    && run.stage(attempt.stage()).state() == StageState.SUBMITTING
                    && pipeline.stage(attempt.stage()).after().stream()
                        .allMatch(before -> isDone(run.stage(before))));
  }

  private static boolean isDone(StageRun stage) {
    return stage.state() == StageState.SUCCEEDED || stage.state() == StageState.SKIPPED;
  }

  /** Sees each acceptance at once: the attempts of a stage must never overlap. */
  private final class NoOverlap implements JobRunner {
    private final InMemoryJobService behind;

    NoOverlap(InMemoryJobService behind) {
      this.behind = behind;
    }

    @Override
    public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
      SubmitResult result = behind.submit(id, spec, timeout);
      assertNoOverlap();
      return result;
    }

    @Override
    public JobReport report(JobId id) {
      return behind.report(id);
    }

    @Override
    public void cancel(JobId id) {
      behind.cancel(id);
    }
  }

  private void assertNoOverlap() {
    List<Accepted> atWork = active().stream().filter(job -> !hasSucceeded(job)).toList();
    Set<String> stages = new HashSet<>();
    for (Accepted job : atWork) {
      AttemptId attempt = job.spec().attempt();
      assertThat(stages.add(attempt.interval() + "/" + attempt.stage()))
          .as("another attempt is at work beside " + attempt)
          .isTrue();
    }
  }

  private boolean hasSucceeded(Accepted job) {
    ObjectStore written = world.outcomes;
    return written
        .read(Places.outcomeName(job.spec().attempt()))
        .map(object -> Json.read(object.content().bytes(), Outcome.class))
        .filter(outcome -> outcome.status() == Outcome.Status.SUCCEEDED)
        .isPresent();
  }
}
