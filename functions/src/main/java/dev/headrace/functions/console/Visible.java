package dev.headrace.functions.console;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;

/**
 * Escapes as jte does, and makes visible what would not show: object names and messages come from
 * others, and a right-to-left mark or a control character makes a name read as another one.
 *
 * <p>Every value of every template passes here, so no template has to think of it.
 */
final class Visible extends OwaspHtmlTemplateOutput {
  Visible(TemplateOutput output) {
    super(output);
  }

  @Override
  public void writeUserContent(String value) {
    super.writeUserContent(value == null ? null : of(value));
  }

  /** The text with {@code [U+202E]} where such a character stands. */
  static String of(String text) {
    if (text.codePoints().noneMatch(Visible::hidden)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (hidden(c)) {
                shown.append(String.format(java.util.Locale.ROOT, "[U+%04X]", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\n' && c != '\t';
      case Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
