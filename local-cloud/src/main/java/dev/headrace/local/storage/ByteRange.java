package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of an object that a reader asks for; {@code first} is before {@code end}. */
record ByteRange(long first, long end) {
  private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * Reads a {@code Range} header; one that is not understood counts as absent, as HTTP has it.
   *
   * @throws ApiError 416 if the object has none of the bytes
   */
  static Optional<ByteRange> parse(String header, long size) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    long first;
    long end = size;
    if (matcher.group(1).isEmpty()) {
      first = Math.max(0, size - Long.parseLong(matcher.group(2)));
    } else {
      first = Long.parseLong(matcher.group(1));
      if (!matcher.group(2).isEmpty()) {
        long last = Long.parseLong(matcher.group(2));
        if (last < first) {
          return Optional.empty();
        }
        end = Math.min(size, last + 1);
      }
    }
    if (first >= size) {
      throw new ApiError(
          416, "requestedRangeNotSatisfiable", "OUT_OF_RANGE", "Request range not satisfiable");
    }
    return Optional.of(new ByteRange(first, end));
  }

  long length() {
    return end - first;
  }
}
