package dev.headrace.cli.command;

import dev.headrace.engine.ContendedException;
import dev.headrace.engine.CorruptDocumentException;
import dev.headrace.engine.TableConflictException;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import java.io.UncheckedIOException;

/** Says what any exception means to the person at the command line. */
final class Failures {
  private Failures() {}

  static Failure of(Throwable thrown) {
    if (thrown instanceof Failure failure) {
      return failure;
    }
    if (thrown instanceof StoreUnavailableException) {
      return because(
          thrown,
          ExitCode.UNREACHABLE,
          "The object store does not answer.",
          "Try again; \"headrace doctor\" says what can be reached.");
    }
    if (thrown instanceof RunnerUnavailableException) {
      return because(
          thrown,
          ExitCode.UNREACHABLE,
          "The job service does not answer.",
          "Try again; what was asked for is recorded and is sent with the next look.");
    }
    if (thrown instanceof StoreRefusedException) {
      return because(
          thrown,
          ExitCode.FAILED,
          "The object store refuses.",
          "See to it that your account may use the buckets of this environment.");
    }
    return ofTheEngine(thrown);
  }

  private static Failure ofTheEngine(Throwable thrown) {
    if (thrown instanceof ContendedException) {
      return because(
          thrown,
          ExitCode.FAILED,
          "Somebody else changes the same thing at this moment.",
          "Nothing is broken: run the command again.");
    }
    if (thrown instanceof CorruptDocumentException) {
      return because(
          thrown,
          ExitCode.FAILED,
          "A document in the control bucket cannot be read.",
          "Restore an earlier generation of the object that is named.");
    }
    if (thrown instanceof TableConflictException) {
      return because(
          thrown,
          ExitCode.FAILED,
          "Two pipelines would write one table.",
          "Let one of them write another table.");
    }
    if (thrown instanceof UncheckedIOException) {
      return because(
          thrown, ExitCode.FAILED, "A file cannot be read or written.", "See to the file named.");
    }
    return because(
        thrown,
        ExitCode.FAILED,
        "This went wrong inside Headrace.",
        "Run it again with --debug and report what it prints.");
  }

  private static Failure because(Throwable thrown, ExitCode exit, String problem, String remedy) {
    String said = thrown.getMessage();
    String reason = said == null ? thrown.getClass().getSimpleName() : said;
    return new Failure(exit, problem, reason, remedy, thrown);
  }
}
