package dev.headrace.spark.code;

import dev.headrace.job.ErrorClass;
import dev.headrace.json.Sha256;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A class of the user's jar, and what it means when it throws. */
final class UserClass {
  private final Class<?> type;

  private UserClass(Class<?> type) {
    this.type = type;
  }

  /**
   * Loads the class, which the job service put on the class path.
   *
   * @param jar the address of the jar that was deployed
   * @throws JobFailure when it cannot be loaded, or comes from another jar
   */
  static UserClass load(String name, String jar, String sha256) throws IOException {
    String file = jar.substring(jar.lastIndexOf('/') + 1);
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      UserClass loaded = new UserClass(Class.forName(name, false, loader));
      loaded.requireJar(jar, sha256);
      return loaded;
    } catch (ClassNotFoundException e) {
      throw new JobFailure(ErrorClass.USER, "there is no class " + name + " in " + file, e);
    } catch (UnsupportedClassVersionError e) {
      throw new JobFailure(
          ErrorClass.USER,
          name
              + " is compiled for a newer Java than this one, "
              + Runtime.version().feature()
              + ": compile it for 17",
          e);
    } catch (LinkageError e) {
      throw new JobFailure(ErrorClass.USER, name + " of " + file + " cannot be loaded: " + e, e);
    }
  }

  /** What runs must be what was deployed, not a class of that name from elsewhere. */
  private void requireJar(String jar, String sha256) throws IOException {
    Optional<Path> from = source(type);
    if (from.isEmpty()) {
      // A job service may load classes in a way of its own, which then is not checked.
      return;
    }
    String found = Sha256.hex(from.get());
    if (!found.equals(sha256)) {
      throw new JobFailure(
          ErrorClass.PLATFORM,
          type.getName()
              + " was not loaded from "
              + jar
              + " as it was deployed: it comes from "
              + from.get().getFileName()
              + " with SHA-256 "
              + found
              + ", not "
              + sha256);
    }
  }

  private static Optional<Path> source(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || !"file".equals(source.getLocation().getProtocol())) {
      return Optional.empty();
    }
    return Optional.of(Path.of(java.net.URI.create(source.getLocation().toString())))
        .filter(Files::isRegularFile);
  }

  Class<?> type() {
    return type;
  }

  /**
   * Does something in which the user's code runs, here or in tasks.
   *
   * @throws JobFailure of class USER when it is to blame for what was thrown
   */
  <T> T call(Callable<T> work) {
    try {
      return work.call();
    } catch (OutOfMemoryError | JobFailure e) {
      throw e;
    } catch (Exception | Error e) {
      throw failure(e);
    }
  }

  private JobFailure failure(Throwable thrown) {
    JobFailure found = Diagnosis.of(thrown);
    return switch (found.errorClass()) {
      case UNKNOWN, USER -> blamed(thrown, found);
      case DATA, PLATFORM, TIMEOUT, INPUT_NOT_READY, LOST, CANCELLED -> found;
    };
  }

  private JobFailure blamed(Throwable thrown, JobFailure found) {
    List<Throwable> chain = chain(thrown);
    Throwable root = chain.get(chain.size() - 1);
    String place = "";
    for (Throwable one : chain) {
      Optional<StackTraceElement> frame = frame(one);
      if (frame.isPresent()) {
        root = one;
        place = " (" + frame.get().getFileName() + ":" + frame.get().getLineNumber() + ")";
      }
    }
    String said =
        found.errorClass() == ErrorClass.USER ? found.getMessage() : nameOf(root) + said(root);
    return new JobFailure(ErrorClass.USER, type.getName() + place + ": " + said, thrown);
  }

  private static String nameOf(Throwable thrown) {
    return thrown.getClass().getSimpleName();
  }

  private static String said(Throwable thrown) {
    return thrown.getMessage() == null ? "" : ": " + Diagnosis.line(thrown);
  }

  private Optional<StackTraceElement> frame(Throwable thrown) {
    return List.of(thrown.getStackTrace()).stream().filter(this::isUsers).findFirst();
  }

  /** Whether the code at that place is of the user's jar. */
  private boolean isUsers(StackTraceElement frame) {
    if (frame.getFileName() == null || frame.getLineNumber() < 0) {
      return false;
    }
    try {
      Class<?> at = Class.forName(frame.getClassName(), false, type.getClassLoader());
      return source(at).isPresent() && source(at).equals(source(type));
    } catch (ClassNotFoundException | LinkageError unknown) {
      return false;
    }
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
