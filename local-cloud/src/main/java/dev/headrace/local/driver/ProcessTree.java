package dev.headrace.local.driver;

import java.util.List;
import java.util.stream.Stream;

/** A process with all that it has started. */
final class ProcessTree {
  private ProcessTree() {}

  /** Asks all of them to end. */
  static void end(Process process) {
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .toList()
        .forEach(ProcessHandle::destroy);
  }

  /** Ends them, whatever they do. */
  static void kill(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
