package dev.headrace.cli.environment;

import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.local.journal.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the local cloud listens: written when it is ready, taken away when it stops.
 *
 * @param pid of its process
 * @param local the base address of its own interface: {@code <local>/local/clock} and so on
 * @param functions where each function listens, by its name
 * @param data the folder of its state, if it is not the usual one
 * @param notes what a person should know of this start, such as ports that had to be others
 */
public record LocalEndpoints(
    long pid,
    URI local,
    EnvironmentSettings settings,
    SortedMap<String, URI> functions,
    Optional<String> data,
    List<String> notes) {
  private static final String FILE = "endpoints.json";

  public LocalEndpoints {
    functions = Collections.unmodifiableSortedMap(new TreeMap<>(functions));
    notes = List.copyOf(notes);
  }

  /** The same with another note. */
  public LocalEndpoints noting(String note) {
    return new LocalEndpoints(
        pid,
        local,
        settings,
        functions,
        data,
        Stream.concat(notes.stream(), Stream.of(note)).toList());
  }

  /** The roots of the interfaces that are served, by the names of what they are. */
  public SortedMap<String, URI> interfaces() {
    SortedMap<String, URI> all = new TreeMap<>();
    all.put("local", local.resolve("/local/"));
    settings.storage().ifPresent(uri -> all.put("storage", uri.resolve("/storage/v1/")));
    settings.dataproc().ifPresent(uri -> all.put("dataproc", uri.resolve("/v1/")));
    settings.scheduler().ifPresent(uri -> all.put("scheduler", uri.resolve("/v1/")));
    Optional.ofNullable(settings.more().get("HEADRACE_BIGQUERY_ENDPOINT"))
        .map(URI::create)
        .ifPresent(uri -> all.put("bigquery", uri.resolve("/bigquery/v2/")));
    return all;
  }

  /**
   * What the folder says, if it says that something runs and a local cloud holds it. The process
   * alone says nothing: its id may have gone to a stranger, or be that of one killed and not yet
   * buried.
   */
  public static Optional<LocalEndpoints> running(Path folder) {
    return read(folder).filter(endpoints -> endpoints.isHere() || isHeld(folder));
  }

  private boolean isHere() {
    return pid == ProcessHandle.current().pid();
  }

  private static boolean isHeld(Path folder) {
    try {
      return DataFolder.isHeld(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the folder says; a half-written file says nothing. */
  public static Optional<LocalEndpoints> read(Path folder) {
    try {
      return Optional.of(Json.read(Files.readAllBytes(folder.resolve(FILE)), LocalEndpoints.class));
    } catch (NoSuchFileException | MalformedJsonException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells everybody: the file appears whole. */
  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
      Path half = Files.createTempFile(folder, FILE, ".new");
      Files.writeString(half, Json.pretty(this));
      Files.move(
          half,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the file away. */
  public static void forget(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
