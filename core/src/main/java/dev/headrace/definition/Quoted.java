package dev.headrace.definition;

/** Text of the user's, as messages repeat it: short, on one line, and harmless to a terminal. */
final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
    boolean cut = text.codePointCount(0, text.length()) > LONGEST;
    return shown.append(cut ? "…\"" : "\"").toString();
  }

  private static void append(StringBuilder shown, int c) {
    int type = Character.getType(c);
    boolean hidden =
        type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    if (hidden) {
      shown.append("\\u{").append(Integer.toHexString(c)).append('}');
    } else {
      shown.appendCodePoint(c);
    }
  }
}
