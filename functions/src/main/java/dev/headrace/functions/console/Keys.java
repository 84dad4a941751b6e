package dev.headrace.functions.console;

import java.util.regex.Pattern;

/**
 * The keys of intervals, as a path may name them. Anything else is no key: nothing in a path has to
 * be decoded, and nothing from a path can name another object.
 */
final class Keys {
  private static final Pattern FORM = Pattern.compile("[0-9][0-9TWZ-]{0,31}");

  private Keys() {}

  static boolean valid(String key) {
    return FORM.matcher(key).matches();
  }
}
