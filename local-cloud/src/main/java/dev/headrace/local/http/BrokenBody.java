package dev.headrace.local.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A body that fails after some bytes, or at its end if it is shorter. */
final class BrokenBody extends FilterInputStream {
  private final Supplier<ApiError> failure;
  private long left;

  BrokenBody(InputStream body, long bytes, Supplier<ApiError> failure) {
    super(body);
    this.left = bytes;
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    read(one, 0, 1);
    return one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = left == 0 ? -1 : in.read(buffer, from, (int) Math.min(length, left));
    if (read < 0) {
      throw failure.get();
    }
    left -= read;
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = 0;
    byte[] passed = new byte[8192];
    while (skipped < count) {
      skipped += read(passed, 0, (int) Math.min(passed.length, count - skipped));
    }
    return skipped;
  }
}
