package dev.headrace.cli;

import dev.headrace.cli.command.GlobalOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "headrace",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Root.Version.class,
    description =
        "Batch pipelines without a server: functions decide, Spark works, the bucket remembers.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class Root implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec;

  GlobalOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  /** Reads the version that the build wrote. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Properties build = new Properties();
      try (InputStream in = Root.class.getResourceAsStream("build.properties")) {
        build.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new String[] {"headrace " + build.getProperty("version")};
    }
  }
}
