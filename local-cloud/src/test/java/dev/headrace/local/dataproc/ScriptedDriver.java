package dev.headrace.local.dataproc;

import dev.headrace.local.driver.Driver;
import dev.headrace.local.driver.DriverEnd;
import dev.headrace.local.driver.DriverEnd.Result;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A driver whose jobs end as the test says, and when it says so. */
final class ScriptedDriver<J> implements Driver<J> {
  final BlockingQueue<J> began = new LinkedBlockingQueue<>();
  final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
  private final BlockingQueue<DriverEnd> ends = new LinkedBlockingQueue<>();

  @Override
  public DriverEnd run(J job, Runnable started) throws InterruptedException {
    started.run();
    began.add(job);
    return ends.take();
  }

  void end(Result result, String message) {
    ends.add(new DriverEnd(result, message));
  }

  @Override
  public void cancel(String jobId) {
    cancelled.add(jobId);
    end(Result.FAILED, "interrupted");
  }

  @Override
  public void close() {
    end(Result.LOST, "closed");
  }
}
