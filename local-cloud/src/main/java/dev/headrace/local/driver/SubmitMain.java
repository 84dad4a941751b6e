package dev.headrace.local.driver;

import java.io.IOException;
import java.io.InputStream;
import org.apache.spark.deploy.SparkSubmit;

/**
 * {@code spark-submit} in a process of its own, which ends with standard input: a driver must not
 * outlive the local cloud that answers for it.
 */
public final class SubmitMain {
  /** What a line of the output begins with that says why the program failed. */
  static final String WHY = "The program failed: ";

  private static final int KILLED = 137;

  private SubmitMain() {}

  /** Takes the arguments of {@code spark-submit}. */
  public static void main(String[] args) {
    InputStream parent = System.in;
    Thread watch = new Thread(() -> endWith(parent), "end-with-input");
    watch.setDaemon(true);
    watch.start();
    // What spark-submit starts in turn, such as Python, has no use for this stream.
    System.setIn(InputStream.nullInputStream());
    try {
      SparkSubmit.main(args);
    } catch (Throwable failed) {
      failed.printStackTrace();
      System.err.println(WHY + cause(failed).toString().lines().findFirst().orElse(""));
      // Not only returned from: threads that the program has left behind would keep it alive.
      System.exit(1);
    }
  }

  private static Throwable cause(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null && !(cause instanceof TooLargeForCluster)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void endWith(InputStream parent) {
    try {
      while (parent.read() >= 0) {
        // Nothing is said there: only its end counts.
      }
    } catch (IOException gone) {
      // The same as its end.
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(KILLED);
  }
}
