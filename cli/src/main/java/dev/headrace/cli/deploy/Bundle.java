package dev.headrace.cli.deploy;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.server.Installation;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is put in force for a pipeline, by whichever way.
 *
 * @param files every file that its jobs need, its own ones first
 */
public record Bundle(Definition definition, List<CodeFile> files) {
  public Bundle {
    files = List.copyOf(files);
  }

  /** A file, and where it is on this machine. */
  public record CodeFile(Code code, Path path) {

    /**
     * Its content.
     *
     * @throws Failure when it is not the content that was compiled
     */
    byte[] bytes() {
      byte[] bytes;
      try {
        bytes = Files.readAllBytes(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!Sha256.hex(bytes).equals(code.sha256())) {
        throw new Failure(
            ExitCode.FAILED,
            path + " changed while it was being read.",
            "",
            "Run the same command again.");
      }
      return bytes;
    }
  }

  /**
   * The bundle of a compiled pipeline.
   *
   * @param folder of the pipeline file, to which its code paths are relative
   */
  static Bundle of(Installation installation, Pipeline pipeline, List<Code> code, Path folder) {
    Definition definition = installation.define(pipeline);
    List<CodeFile> files = new ArrayList<>();
    code.forEach(file -> files.add(new CodeFile(file, folder.resolve(file.path()))));
    files.add(new CodeFile(definition.jobs(), installation.jobs()));
    files.add(new CodeFile(definition.trainer(), installation.trainer()));
    definition.stage().ifPresent(stage -> files.add(new CodeFile(stage, installation.stage())));
    return new Bundle(definition, files);
  }
}
