package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.doctor.DeploymentDoctor;
import dev.headrace.cli.doctor.DeploymentPage;
import dev.headrace.cli.doctor.Finding;
import dev.headrace.cli.doctor.Finding.Mark;
import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.cli.environment.LocalInterface;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.local.LocalCloud;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at what this machine has, and says what to do about what it has not. */
@Command(
    name = "doctor",
    description =
        "Check what this machine has: Java, Python, memory, disk, ports. Tells of events that could"
            + " not be served. With --project: check a deployment on Google Cloud.")
public final class DoctorCommand extends SessionCommand {
  private static final int USUAL_WAIT = 60;
  private static final int LONGEST_WAIT = 3600;

  private final Checkup checkup;
  private final LocalService service;

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description =
          "Check the deployment in this project: APIs, functions, triggers, buckets, schedules,"
              + " roles, clocks, and an object that goes through the whole chain. The local cloud"
              + " is local-headrace.")
  private Optional<String> project = Optional.empty();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Where it is (wherever it is found).")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--installation",
      paramLabel = "NAME",
      description = "Which one, if the project has several.")
  private Optional<String> installation = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long the object may take (60).")
  private Optional<Integer> wait = Optional.empty();

  @Option(names = "--no-canary", description = "Send no object: then nothing is written anywhere.")
  private boolean readOnly;

  public DoctorCommand(Session session, LocalService service, Checkup checkup) {
    super(session);
    this.service = service;
    this.checkup = checkup;
  }

  @Override
  protected Answer answer() {
    return project.map(this::deployment).orElseGet(this::machine);
  }

  private Answer deployment(String name) {
    int seconds = wait.orElse(USUAL_WAIT);
    if (seconds < 1 || seconds > LONGEST_WAIT) {
      throw Failure.usage(
          "--wait must be between 1 and " + LONGEST_WAIT + " seconds, but is " + seconds + ".",
          "An event takes seconds; some need a minute after a deployment.");
    }
    session().doing("looking at project " + name);
    List<Finding> findings =
        doctor(name)
            .look(
                new DeploymentDoctor.Patient(
                    name,
                    region,
                    installation,
                    readOnly ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds))));
    boolean bad = findings.stream().anyMatch(finding -> finding.mark() == Mark.BAD);
    return new Answer(
        bad ? ExitCode.UNREACHABLE : ExitCode.OK,
        findings.stream().map(Finding::parts).toList(),
        terminal -> DeploymentPage.print(terminal, findings));
  }

  /** The local cloud has a project whose name no real one has. */
  private DeploymentDoctor doctor(String name) {
    if (!name.equals(LocalCloud.PROJECT)) {
      return DeploymentDoctor.ofGoogle();
    }
    LocalEndpoints endpoints = service.running().orElseThrow(LocalCommand::notRunning);
    return DeploymentDoctor.at(
        endpoints.local(), () -> new LocalInterface(endpoints.local()).clock().time());
  }

  private Answer machine() {
    if (region.isPresent() || installation.isPresent() || wait.isPresent() || readOnly) {
      throw Failure.usage(
          "--region, --installation, --wait and --no-canary are for a deployment.",
          "Name its project with --project.");
    }
    List<Checkup.Finding> findings = new ArrayList<>(checkup.findings());
    refusedEvents().ifPresent(findings::add);
    boolean well = findings.stream().allMatch(Checkup.Finding::well);
    return new Answer(
        well ? ExitCode.OK : ExitCode.UNREACHABLE, findings, terminal -> print(terminal, findings));
  }

  /** Where the environment can be asked, and only if there is something to look at. */
  private Optional<Checkup.Finding> refusedEvents() {
    List<String> kept;
    try {
      kept = session().environment().engine().refusedEvents().names();
    } catch (Failure | StoreUnavailableException | StoreRefusedException e) {
      return Optional.empty();
    }
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Checkup.Finding(
                "events",
                false,
                Wording.count(kept.size(), "event") + " could not be served",
                "The reason stands in the control bucket, the newest in "
                    + kept.get(kept.size() - 1)
                    + ". Delete it once it is looked at."));
  }

  private static void print(Terminal terminal, List<Checkup.Finding> findings) {
    Table table = Table.of(Column.words(""), Column.words(""), Column.words(""));
    findings.forEach(
        finding ->
            table.row(
                new Cell(finding.well() ? "ok" : "bad", finding.well() ? Ink.GOOD : Ink.BAD),
                Cell.of(finding.what()),
                Cell.of(finding.found())));
    terminal.table(table);
    findings.stream()
        .filter(finding -> !finding.well())
        .forEach(finding -> terminal.line(finding.what() + ": " + finding.remedy()));
  }
}
