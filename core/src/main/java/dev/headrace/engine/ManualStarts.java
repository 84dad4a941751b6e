package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import java.time.InstantSource;
import java.util.Optional;

/** Makes runs that a person asks for. */
final class ManualStarts {
  private final RunDocuments documents;
  private final Deployments deployments;
  private final ActiveRuns active;
  private final Openings openings;
  private final InstantSource clock;
  private final EngineLog log;

  ManualStarts(
      RunDocuments documents,
      Deployments deployments,
      ActiveRuns active,
      Openings openings,
      InstantSource clock,
      EngineLog log) {
    this.documents = documents;
    this.deployments = deployments;
    this.active = active;
    this.openings = openings;
    this.clock = clock;
    this.log = log;
  }

  ManualStart start(RunKey key, String by, String why, boolean evenPaused) {
    Optional<Deployed> deployed = deployments.find(key.pipeline());
    if (deployed.isEmpty()) {
      return ManualStart.NOT_DEPLOYED;
    }
    Optional<Interval> interval =
        deployed
            .get()
            .definition()
            .pipeline()
            .schedule()
            .flatMap(schedule -> Calendar.of(schedule).parse(key.interval()));
    if (interval.isEmpty()) {
      return ManualStart.NOT_AN_INTERVAL;
    }
    if (documents.load(key).isPresent()) {
      return ManualStart.HAS_A_RUN;
    }
    if (interval.get().end().isAfter(clock.instant())) {
      return ManualStart.NOT_OVER;
    }
    if (deployed.get().deployment().paused() && !evenPaused) {
      return ManualStart.PAUSED;
    }
    return create(deployed.get(), interval.get(), "created by " + by + ": " + why);
  }

  private ManualStart create(Deployed deployed, Interval interval, String why) {
    Run run =
        Run.asked(
            deployed.definition().pipeline(),
            interval,
            deployed.deployment().definition(),
            why,
            clock.instant());
    active.begin(run, documents);
    log.decided(run.key(), why);
    openings.openNext(run.pipeline());
    return ManualStart.STARTED;
  }
}
