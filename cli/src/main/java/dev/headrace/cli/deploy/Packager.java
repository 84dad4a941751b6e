package dev.headrace.cli.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.deploy.Bundle.CodeFile;
import dev.headrace.cli.deploy.Manifest.Landing;
import dev.headrace.cli.deploy.Manifest.PackagedFile;
import dev.headrace.cli.deploy.Manifest.PackagedObject;
import dev.headrace.cli.deploy.Manifest.PackagedPipeline;
import dev.headrace.cli.server.Installation;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.TableConflictException;
import dev.headrace.functions.scheduler.CronLine;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Pipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a folder that holds all that is deployed, without asking any environment:
 *
 * <pre>
 * manifest.json               what the rest is and where it belongs
 * definitions/PIPELINE.json   compiled
 * code/SHA256/FILE            what jobs run
 * functions/                  the jar of the functions and nothing else
 * functions.zip               the same, as Cloud Functions takes it
 * </pre>
 *
 * <p>The same pipelines and installation make the same bytes. The folder appears whole or not at
 * all.
 */
final class Packager {
  private static final String MANIFEST = "manifest.json";
  private static final String JAR = "headrace-functions.jar";

  /** Archives have local times without a zone; this is the first that they can hold. */
  private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Installation installation;
  private final Path target;
  private final SortedMap<String, PackagedObject> objects = new TreeMap<>();
  private final SortedMap<String, PackagedPipeline> pipelines = new TreeMap<>();

  Packager(Installation installation, Path target) {
    this.installation = installation;
    this.target = target;
  }

  /** Writes the package of these pipelines, in the place of an earlier one. */
  Manifest write(List<Bundle> bundles) {
    refuseConflicts(bundles);
    try {
      refuseStrangers();
      Path half = Files.createTempDirectory(parent(), ".package");
      try {
        Manifest manifest = fill(half, bundles);
        delete(target);
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        return manifest;
      } finally {
        delete(half);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuseConflicts(List<Bundle> bundles) {
    List<Definition> definitions = bundles.stream().map(Bundle::definition).toList();
    long names = definitions.stream().map(d -> d.pipeline().name()).distinct().count();
    if (names < definitions.size()) {
      throw new Failure(
          ExitCode.INVALID,
          "Two of the pipelines have one name.",
          definitions.stream().map(d -> d.pipeline().name().value()).sorted().toList().toString(),
          "Give each its own: runs, tables and schedules go by it.");
    }
    try {
      Deployments.refuseSharedTables(definitions);
    } catch (TableConflictException e) {
      throw new Failure(
          ExitCode.INVALID,
          "The pipelines cannot be deployed beside each other.",
          e.getMessage(),
          "Nothing was written.",
          e);
    }
  }

  /** What is there already goes away with the old package, so it must be one. */
  private void refuseStrangers() throws IOException {
    if (!Files.exists(target) || Files.exists(target.resolve(MANIFEST))) {
      return;
    }
    try (Stream<Path> entries = Files.list(target)) {
      if (entries.findAny().isEmpty()) {
        return;
      }
    }
    throw new Failure(
        ExitCode.USAGE,
        target + " holds something that is no package.",
        "It has no " + MANIFEST + ", and would be deleted.",
        "Name an empty or a new folder with --out.");
  }

  private Path parent() throws IOException {
    return Files.createDirectories(target.toAbsolutePath().getParent());
  }

  private Manifest fill(Path folder, List<Bundle> bundles) throws IOException {
    for (Bundle bundle : bundles) {
      addDefinition(folder, bundle.definition());
      for (CodeFile file : bundle.files()) {
        addCode(folder, file);
      }
    }
    PackagedFile jar = copyFunctions(folder);
    PackagedFile zip = zip(folder);
    objects.put(
        zip.path(),
        new PackagedObject(
            "code", "functions/" + zip.sha256() + ".zip", zip.sha256(), "application/zip"));
    Manifest manifest = new Manifest(Manifest.VERSION, jar, zip, objects, pipelines);
    Files.writeString(folder.resolve(MANIFEST), manifest.text());
    return manifest;
  }

  private void addDefinition(Path folder, Definition definition) throws IOException {
    Pipeline pipeline = definition.pipeline();
    byte[] bytes = Json.bytes(definition);
    String hash = Sha256.hex(bytes);
    String path = "definitions/" + pipeline.name() + ".json";
    write(folder.resolve(path), bytes);
    objects.put(
        path,
        new PackagedObject(
            "control",
            Deployments.definitionName(pipeline.name(), hash),
            hash,
            "application/json"));
    pipelines.put(
        pipeline.name().value(),
        new PackagedPipeline(
            hash, pipeline.description(), pipeline.owner(), schedule(pipeline), inputs(pipeline)));
  }

  private static JsonNode schedule(Pipeline pipeline) {
    return pipeline
        .schedule()
        .map(schedule -> Json.tree(Json.bytes(CronLine.of(schedule))))
        .orElse(NullNode.getInstance());
  }

  private static SortedMap<String, Landing> inputs(Pipeline pipeline) {
    SortedMap<String, Landing> inputs = new TreeMap<>();
    pipeline
        .inputs()
        .forEach((name, input) -> inputs.put(name, new Landing("landing", input.files().prefix())));
    return inputs;
  }

  private void addCode(Path folder, CodeFile file) throws IOException {
    String path = "code/" + file.code().objectName();
    write(folder.resolve(path), file.bytes());
    objects.put(
        path,
        new PackagedObject(
            "code", file.code().objectName(), file.code().sha256(), "application/octet-stream"));
  }

  private PackagedFile copyFunctions(Path folder) throws IOException {
    Path jar = Files.createDirectories(folder.resolve("functions")).resolve(JAR);
    Files.copy(installation.functions(), jar);
    return packaged(folder, jar);
  }

  /** The jar is compressed already, and stored bytes are the same whatever compresses. */
  private static PackagedFile zip(Path folder) throws IOException {
    byte[] jar = Files.readAllBytes(folder.resolve("functions").resolve(JAR));
    Path zip = folder.resolve("functions.zip");
    ZipEntry entry = new ZipEntry(JAR);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(jar.length);
    entry.setCrc(crc(jar));
    entry.setTimeLocal(ALWAYS);
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      archive.putNextEntry(entry);
      archive.write(jar);
      archive.closeEntry();
    }
    return packaged(folder, zip);
  }

  private static long crc(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  private static PackagedFile packaged(Path folder, Path file) throws IOException {
    String path = folder.relativize(file).toString().replace('\\', '/');
    return new PackagedFile(path, Sha256.hex(file), Files.size(file));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
