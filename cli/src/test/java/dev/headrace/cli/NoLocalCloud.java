package dev.headrace.cli;

import dev.headrace.cli.environment.EndpointExamples;
import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.cli.local.LocalService;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A local cloud that starts and stops by being told so, at an address that a test may serve. */
final class NoLocalCloud implements LocalService {
  private final URI nowhere = URI.create("http://127.0.0.1:4443");
  private URI address = nowhere;
  private boolean running;
  private Optional<String> note = Optional.empty();
  private Optional<String> data = Optional.empty();

  void listensAt(URI where) {
    address = where;
    running = true;
  }

  /** Starts where it had to draw another port. */
  void notes(String text) {
    note = Optional.of(text);
  }

  @Override
  public Optional<LocalEndpoints> running() {
    return running ? Optional.of(endpoints()) : Optional.empty();
  }

  @Override
  public LocalEndpoints start(Optional<Path> folder) {
    running = true;
    data = folder.map(Path::toString);
    return endpoints();
  }

  @Override
  public boolean stop() {
    boolean was = running;
    running = false;
    return was;
  }

  @Override
  public Path log() {
    return Path.of("local-cloud.log");
  }

  private LocalEndpoints endpoints() {
    LocalEndpoints endpoints =
        EndpointExamples.at(address, 4711, Optional.of(URI.create("http://127.0.0.1:8085")), data);
    return note.map(endpoints::noting).orElse(endpoints);
  }
}
