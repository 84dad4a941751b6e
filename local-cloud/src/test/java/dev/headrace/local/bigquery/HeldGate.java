package dev.headrace.local.bigquery;

import java.util.HashSet;
import java.util.Set;

/** Holds every job until it is let through. */
final class HeldGate implements Gate {
  private final Set<String> open = new HashSet<>();

  @Override
  public synchronized void pass(String jobId) throws InterruptedException {
    while (!open.contains(jobId)) {
      wait();
    }
  }

  synchronized void open(String jobId) {
    open.add(jobId);
    notifyAll();
  }
}
