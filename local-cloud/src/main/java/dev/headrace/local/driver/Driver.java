package dev.headrace.local.driver;

/**
 * A place where one job runs at a time.
 *
 * @param <J> what it can run
 */
public interface Driver<J> extends AutoCloseable {
  /**
   * Runs the job and returns when it has ended, however it ended. Called by one thread at a time.
   *
   * @param started called once, when the job's own code is about to begin
   * @throws InterruptedException if the waiting thread is interrupted; the job is killed then
   */
  DriverEnd run(J job, Runnable started) throws InterruptedException;

  /** Ends the job with this id, gently, then by force; nothing happens if it does not run. */
  void cancel(String jobId);

  /** Kills what runs. */
  @Override
  void close();
}
