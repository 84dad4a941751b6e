package dev.headrace.cli.deploy;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.deploy.Deployer.Deployed;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.pipelines.CheckedPage;
import dev.headrace.cli.pipelines.PipelineFinder;
import dev.headrace.cli.pipelines.PipelineFinder.Checked;
import dev.headrace.cli.server.Installation;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.definition.Compilation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts a pipeline in force. */
@Command(
    name = "deploy",
    description = "Put a pipeline in force: its code, its definition and its schedule.")
public final class DeployCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "FILE|DIR",
      description = "A pipeline file, or a folder with pipeline.yaml (here).")
  private Path path;

  public DeployCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    List<Checked> all = new PipelineFinder(session().folders()).check(path);
    List<Compilation.Compiled> compiled = CheckedPage.allCompiled(all);
    Environment environment = session().environmentBeside(all.get(0).file());
    Deployer deployer = new Deployer(environment, Installation.of(session().folders()));
    List<Deployed> done = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Path file = all.get(i).file();
      session().doing("deploying " + all.get(i).shown() + " to " + environment.name());
      done.add(
          deployer.deploy(
              compiled.get(i).pipeline(), compiled.get(i).files(), file.resolveSibling(".")));
    }
    return Answer.of(
        done, terminal -> done.forEach(deployed -> print(terminal, environment.name(), deployed)));
  }

  private static void print(Terminal terminal, String environment, Deployed deployed) {
    String what =
        deployed.before().isEmpty()
            ? "deployed"
            : deployed.changed() ? "deployed anew" : "unchanged";
    terminal.line(
        terminal.ink(Ink.STRONG, deployed.pipeline())
            + "  "
            + terminal.ink(Ink.GOOD, what)
            + " in "
            + environment
            + "  "
            + terminal.ink(Ink.DIM, "definition " + Wording.hash(deployed.definition())));
    deployed.changes().forEach(change -> terminal.line("  " + change));
    if (!deployed.uploaded().isEmpty()) {
      terminal.line("  uploaded " + Wording.list(deployed.uploaded()));
    }
    terminal.line("  " + deployed.schedule());
  }
}
