package dev.headrace.cli.deploy;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.deploy.Manifest.PackagedPipeline;
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
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes all that is deployed into a folder. Needs no environment. */
@Command(
    name = "package",
    description =
        "Write a folder that holds all that is deployed: definitions, code, functions, and a"
            + " manifest that names them. Needs no environment.")
public final class PackageCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "FILE|DIR",
      description =
          "A pipeline file, or a folder with pipeline.yaml or with folders of them (here).")
  private Path path;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "build/deploy",
      description = "The folder, which may hold an earlier package (${DEFAULT-VALUE}).")
  private Path out;

  public PackageCommand(Session session) {
    super(session);
  }

  /** What {@code --json} prints. */
  record Packaged(String folder, Manifest manifest) {}

  @Override
  protected Answer answer() {
    List<Checked> all = new PipelineFinder(session().folders()).check(path);
    List<Compilation.Compiled> compiled = CheckedPage.allCompiled(all);
    Installation installation = Installation.of(session().folders());
    List<Bundle> bundles = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Path folder = all.get(i).file().resolveSibling(".");
      bundles.add(
          Bundle.of(installation, compiled.get(i).pipeline(), compiled.get(i).files(), folder));
    }
    Path target = session().folders().working().resolve(out).normalize();
    Manifest manifest = new Packager(installation, target).write(bundles);
    String shown = session().folders().shown(target);
    return Answer.of(new Packaged(shown, manifest), terminal -> print(terminal, shown, manifest));
  }

  private static void print(Terminal terminal, String folder, Manifest manifest) {
    for (Map.Entry<String, PackagedPipeline> entry : manifest.pipelines().entrySet()) {
      PackagedPipeline pipeline = entry.getValue();
      terminal.line(
          terminal.ink(Ink.STRONG, entry.getKey())
              + "  "
              + terminal.ink(Ink.GOOD, "packaged")
              + " in "
              + folder
              + "  "
              + terminal.ink(Ink.DIM, "definition " + Wording.hash(pipeline.definition())));
      terminal.line(
          pipeline.schedule().isNull()
              ? "  no schedule"
              : "  ticks at "
                  + pipeline.schedule().path("cron").asText()
                  + " "
                  + pipeline.schedule().path("timeZone").asText());
    }
    terminal.line(
        Wording.count(manifest.objects().size(), "object")
            + " to upload; the functions have "
            + String.format(Locale.ROOT, "%.1f MB", manifest.functions().bytes() / 1e6));
  }
}
