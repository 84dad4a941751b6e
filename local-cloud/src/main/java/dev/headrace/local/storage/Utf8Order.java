package dev.headrace.local.storage;

import java.util.Comparator;
import java.util.Optional;

/**
 * The order of object names: by the bytes of their UTF-8 form, which is the order of code points.
 * The order of Java's strings differs beyond U+FFFF.
 */
enum Utf8Order implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        // A surrogate stands for a code point above all others.
        boolean leftIsHigh = Character.isSurrogate(l);
        return leftIsHigh == Character.isSurrogate(r) ? l - r : leftIsHigh ? 1 : -1;
      }
    }
    return left.length() - right.length();
  }

  /** The first text behind all texts that begin with {@code prefix}; empty if there is none. */
  static Optional<String> afterAllWith(String prefix) {
    for (int end = prefix.length(); end > 0; ) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return Optional.of(prefix.substring(0, end) + Character.toString(next));
      }
    }
    return Optional.empty();
  }
}
