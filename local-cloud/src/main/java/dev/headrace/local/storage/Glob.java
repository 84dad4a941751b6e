package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of object names: {@code *} is anything but a slash, {@code **} anything, {@code ?} one
 * character but a slash, {@code [a-z]} and {@code [!a-z]} one of or none of these, {@code {a,b}}
 * one of the alternatives.
 */
final class Glob {
  private final Pattern pattern;

  /**
   * @throws ApiError 400 if it is not one
   */
  Glob(String text) {
    try {
      pattern = Pattern.compile(translate(text), Pattern.DOTALL);
    } catch (PatternSyntaxException wrong) {
      throw ApiError.invalid("Invalid value for matchGlob: " + text);
    }
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  private static String translate(String text) {
    StringBuilder regex = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*') {
        boolean twice = text.startsWith("**", i);
        regex.append(twice ? ".*" : "[^/]*");
        i += twice ? 1 : 0;
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[') {
        regex.append(text.startsWith("[!", i) ? "[^" : "[");
        i += text.startsWith("[!", i) ? 1 : 0;
      } else if (c == '{') {
        depth++;
        regex.append("(?:");
      } else if (c == '}' && depth > 0) {
        depth--;
        regex.append(')');
      } else if (c == ',' && depth > 0) {
        regex.append('|');
      } else if (c == ']' || c == '-') {
        regex.append(c);
      } else if (c == '\\' && i + 1 < text.length()) {
        i++;
        regex.append(quoted(text.charAt(i)));
      } else {
        regex.append(quoted(c));
      }
    }
    return regex.toString();
  }

  private static String quoted(char c) {
    return "\\.[]{}()<>*+-=!?^$|#&~".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c);
  }
}
