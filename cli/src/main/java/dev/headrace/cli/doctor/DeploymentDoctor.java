package dev.headrace.cli.doctor;

import dev.headrace.engine.Engine;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Looks at everything that a deployment needs, and stops at nothing that is wrong. */
public final class DeploymentDoctor {
  private final GoogleApis apis;
  private final Optional<URI> storage;
  private final InstantSource clock;

  private DeploymentDoctor(GoogleApis apis, Optional<URI> storage, InstantSource clock) {
    this.apis = apis;
    this.storage = storage;
    this.clock = clock;
  }

  /** Asks Google, as the person at the command line. */
  public static DeploymentDoctor ofGoogle() {
    return new DeploymentDoctor(
        GoogleApis.ofGoogle(new ApplicationCredentials()),
        Optional.empty(),
        InstantSource.system());
  }

  /**
   * Asks a local cloud.
   *
   * @param clock the time that holds for who asks
   */
  public static DeploymentDoctor at(URI localCloud, InstantSource clock) {
    return new DeploymentDoctor(GoogleApis.at(localCloud), Optional.of(localCloud), clock);
  }

  /**
   * What to look at.
   *
   * @param region where; everywhere if it is not said
   * @param installation which one, where there are several
   * @param canary how long to wait for an object that goes through the whole chain; nothing sends
   *     none
   */
  public record Patient(
      String project,
      Optional<String> region,
      Optional<String> installation,
      Optional<Duration> canary) {}

  /**
   * All that is found, good and bad.
   *
   * @throws dev.headrace.cli.command.Failure when it is not clear what to look at
   */
  public List<Finding> look(Patient patient) {
    Findings findings = new Findings();
    new ServicesCheck(apis, patient.project()).look(findings);
    new ClockCheck(apis, patient.project(), clock).look(findings);
    new FunctionsCheck(apis, patient.project(), patient.region(), patient.installation(), storage)
        .look(findings)
        .ifPresent(deployment -> look(deployment, patient.canary(), findings));
    return findings.all();
  }

  private void look(Deployment deployment, Optional<Duration> canary, Findings findings) {
    Engine engine = deployment.engine(clock);
    TriggersCheck triggers = new TriggersCheck(apis, deployment);
    SchedulesCheck schedules = new SchedulesCheck(apis, deployment, engine);
    triggers.look(findings);
    new BucketsCheck(apis, deployment).look(findings);
    schedules.look(findings);
    new GrantsCheck(apis, deployment, triggers, schedules).look(findings);
    canary.ifPresent(patience -> new CanaryCheck(deployment, engine, patience).look(findings));
  }
}
