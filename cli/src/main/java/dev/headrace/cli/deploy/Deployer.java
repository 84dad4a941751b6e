package dev.headrace.cli.deploy;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.pipelines.Changes;
import dev.headrace.cli.server.Installation;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.TableConflictException;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.store.Content;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Uploads code under content-addressed names, moves the deployment, and sets the schedules. */
public final class Deployer {
  private final Environment environment;
  private final Installation installation;

  public Deployer(Environment environment, Installation installation) {
    this.environment = environment;
    this.installation = installation;
  }

  /**
   * What a deploy did.
   *
   * @param uploaded the files that were not there yet
   * @param before the hash of the definition in force until now, if there was one
   * @param changes what differs from that one, a line each
   * @param schedule what was done to the scheduler, in one line
   */
  public record Deployed(
      String pipeline,
      String definition,
      Optional<String> before,
      List<String> changes,
      List<String> uploaded,
      String schedule) {
    public Deployed {
      changes = List.copyOf(changes);
      uploaded = List.copyOf(uploaded);
    }

    /** Whether the definition in force is another one now. */
    public boolean changed() {
      return !before.equals(Optional.of(definition));
    }
  }

  /**
   * Deploys a compiled pipeline. Doing it again changes nothing.
   *
   * @param folder of the pipeline file, to which its code paths are relative
   */
  public Deployed deploy(Pipeline pipeline, List<Code> code, Path folder) {
    Definition definition = installation.define(pipeline);
    List<String> uploaded = new ArrayList<>();
    code.forEach(file -> upload(file, folder.resolve(file.path()), uploaded));
    upload(definition.jobs(), installation.jobs(), uploaded);
    upload(definition.trainer(), installation.trainer(), uploaded);
    definition.stage().ifPresent(stage -> upload(stage, installation.stage(), uploaded));
    Deployments deployments = environment.engine().deployments();
    Optional<Deployments.Deployed> before = deployments.find(pipeline.name());
    String hash = inForce(deployments, definition);
    return new Deployed(
        pipeline.name().value(),
        hash,
        before.map(deployed -> deployed.deployment().definition()),
        before
            .map(deployed -> Changes.between(deployed.definition(), definition))
            .orElse(List.of()),
        uploaded,
        environment.schedule(pipeline));
  }

  private String inForce(Deployments deployments, Definition definition) {
    try {
      return deployments.deploy(definition, environment.clock().instant());
    } catch (TableConflictException e) {
      throw new Failure(
          ExitCode.INVALID,
          "The pipeline cannot be deployed beside the others.",
          e.getMessage(),
          "Nothing was changed.",
          e);
    }
  }

  private void upload(Code code, Path file, List<String> uploaded) {
    if (!environment.code().list(code.objectName()).isEmpty()) {
      return;
    }
    byte[] bytes = read(file);
    if (!Sha256.hex(bytes).equals(code.sha256())) {
      throw new Failure(
          ExitCode.FAILED,
          file + " changed while it was being deployed.",
          "",
          "Run the same command again.");
    }
    WriteResult result =
        environment
            .code()
            .create(
                code.objectName(), new Content(bytes, "application/octet-stream", new TreeMap<>()));
    if (result instanceof WriteResult.Unknown unknown) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "It is not known whether " + code.path() + " was uploaded.",
          unknown.reason(),
          "Run the same command again: nothing is uploaded twice.");
    }
    uploaded.add(code.path());
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
