package dev.headrace.cli.environment;

import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where the local cloud listens: written when it is ready, taken away when it stops.
 *
 * @param pid of its process
 * @param local the base address of its own interface: {@code <local>/local/clock} and so on
 */
public record LocalEndpoints(long pid, URI local, EnvironmentSettings settings) {
  private static final String FILE = "endpoints.json";

  /** What the folder says, if it says that something runs and the process is there. */
  public static Optional<LocalEndpoints> running(Path folder) {
    return read(folder).filter(endpoints -> alive(endpoints.pid()));
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
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
