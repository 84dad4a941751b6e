package dev.headrace.spark.read;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.JobInput;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at the beginning or the footer of every file, several at a time. */
final class FileForm {
  private static final int AT_ONCE = 16;

  private final Attempt attempt;
  private final JobInput.Files input;

  FileForm(Attempt attempt, JobInput.Files input) {
    this.attempt = attempt;
    this.input = input;
  }

  /** One file's form. */
  interface Check {
    void check(String uri) throws IOException;
  }

  void check() {
    Check check =
        switch (input.format()) {
          case CSV -> new CsvHeader(attempt, input.columns());
          case PARQUET -> new ParquetFooter(attempt, input.columns());
          // A JSON row names its own columns.
          case JSON -> uri -> {};
        };
    if (input.files().size() == 1) {
      checkOne(check, input.files().get(0).uri());
      return;
    }
    checkAll(check);
  }

  private void checkAll(Check check) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(AT_ONCE, input.files().size())), FileForm::daemon);
    try {
      List<Future<?>> checks = new ArrayList<>();
      for (FileVersion file : input.files()) {
        checks.add(threads.submit(() -> checkOne(check, file.uri())));
      }
      for (Future<?> one : checks) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw Diagnosis.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A job that is over must not be kept alive by a look at a file. */
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "file form");
    thread.setDaemon(true);
    return thread;
  }

  private static void checkOne(Check check, String uri) {
    try {
      check.check(uri);
    } catch (FileNotFoundException e) {
      throw new JobFailure(
          ErrorClass.INPUT_NOT_READY, uri + " is gone: it was there when the run began.", e);
    } catch (IOException e) {
      throw Diagnosis.unreadable(uri, e);
    } catch (RuntimeException e) {
      throw e instanceof JobFailure ? e : Diagnosis.unreadable(uri, e);
    }
  }
}
