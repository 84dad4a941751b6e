package dev.headrace.cli.terminal;

/** What a piece of text says by its colour; never by the colour alone. */
public enum Ink {
  PLAIN(""),
  STRONG("1"),
  DIM("2"),
  GOOD("32"),
  BAD("31"),
  WARNING("33"),
  BUSY("36");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  String on(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
