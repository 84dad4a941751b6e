package dev.headrace.local.driver;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What {@code System.out} and {@code System.err} write to: the log of the job that runs, else that
 * of the process. Loggers take these streams once, so the streams stay and their target changes.
 */
final class SwitchedStream extends OutputStream {
  private final OutputStream idle;
  private volatile OutputStream target;

  SwitchedStream(OutputStream idle) {
    this.idle = idle;
    this.target = idle;
  }

  void to(OutputStream log) {
    target = log;
  }

  void toIdle() {
    target = idle;
  }

  @Override
  public void write(int b) throws IOException {
    target.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    target.write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
