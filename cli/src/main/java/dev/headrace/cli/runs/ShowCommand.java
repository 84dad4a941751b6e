package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.pipelines.PlacedStages;
import dev.headrace.engine.CorruptDocumentException;
import dev.headrace.engine.Engine;
import dev.headrace.engine.RunUsage;
import dev.headrace.job.AttemptId;
import dev.headrace.notify.Notification;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Everything that is known of one run. */
@Command(
    name = "show",
    description = "Show a run: its stages and attempts, rows, expectations, models, history.")
public final class ShowCommand extends SessionCommand {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "pipeline/interval, or the interval alone where one pipeline is deployed.")
  private String run;

  public ShowCommand(Session session) {
    super(session);
  }

  /**
   * The run, the ids of its jobs by stage and attempt ({@code clean/1}), by the name of a stage the
   * cluster that its jobs run on, what they took, which is known some minutes after its end, and
   * what people were told of it.
   */
  record Shown(
      Run run,
      SortedMap<String, String> jobs,
      SortedMap<String, String> clusters,
      Optional<RunUsage> usage,
      List<Notification> told) {
    Shown {
      jobs = new TreeMap<>(jobs);
      clusters = new TreeMap<>(clusters);
      told = List.copyOf(told);
    }
  }

  @Override
  protected Answer answer() {
    Environment environment = session().environment();
    Deployed deployed = Deployed.in(environment);
    Run found = deployed.run(run);
    SortedMap<String, String> jobs = jobs(deployed.engine(), found);
    PlacedStages placed = placed(deployed.engine(), found);
    Optional<RunUsage> usage = deployed.engine().usage(found);
    List<Notification> told = told(deployed.engine(), found);
    Look look = new Look(environment.clock().instant());
    RunPage page = new RunPage(found, jobs, placed, usage, told, look);
    return Answer.of(new Shown(found, jobs, placed.clusters(), usage, told), page::print);
  }

  private static List<Notification> told(Engine engine, Run run) {
    return engine
        .deployments()
        .find(run.pipeline())
        .map(deployed -> engine.told(deployed, run.interval().key()))
        .orElse(List.of());
  }

  /** A run can be shown also when its definition cannot be read any more. */
  private static PlacedStages placed(Engine engine, Run run) {
    try {
      return PlacedStages.of(
          engine.deployments().definition(run.pipeline(), run.definition()).pipeline());
    } catch (CorruptDocumentException e) {
      return PlacedStages.NONE;
    }
  }

  private static SortedMap<String, String> jobs(Engine engine, Run run) {
    SortedMap<String, String> jobs = new TreeMap<>();
    for (StageRun stage : run.stages()) {
      stage
          .attempts()
          .forEach(
              attempt -> {
                AttemptId id =
                    new AttemptId(
                        run.pipeline(),
                        run.interval().key(),
                        run.epoch(),
                        stage.name(),
                        attempt.number());
                jobs.put(stage.name() + "/" + attempt.number(), engine.jobId(id).value());
              });
    }
    return jobs;
  }
}
