package dev.headrace.local.bigquery;

/** Where a job waits until it may run: nowhere, but in tests that look at jobs that wait. */
@FunctionalInterface
interface Gate {
  /** Every job goes through. */
  Gate OPEN = job -> {};

  /** Returns when the job may run. */
  void pass(String jobId) throws InterruptedException;
}
