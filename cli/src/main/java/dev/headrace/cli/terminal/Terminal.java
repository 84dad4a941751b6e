package dev.headrace.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Where answers go, and beside them what is said on the way. */
public final class Terminal {
  private final PrintWriter out;
  private final PrintWriter err;
  private final OptionalInt columns;
  private final boolean coloured;

  private Terminal(PrintWriter out, PrintWriter err, OptionalInt columns, boolean coloured) {
    this.out = out;
    this.err = err;
    this.columns = columns;
    this.coloured = coloured;
  }

  /** A file or a pipe: plain lines of any width. */
  public static Terminal plain(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, OptionalInt.empty(), false);
  }

  /** A screen. */
  public static Terminal screen(PrintWriter out, PrintWriter err, int columns) {
    return new Terminal(out, err, OptionalInt.of(columns), true);
  }

  /**
   * What this process was started on.
   *
   * @param columns of the screen, as the launcher found it: a number, empty for a screen of unknown
   *     width, null for none
   */
  public static Terminal system(String columns, Map<String, String> variables) {
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    if (columns == null) {
      return plain(out, err);
    }
    OptionalInt width =
        columns.matches("[1-9][0-9]{0,3}")
            ? OptionalInt.of(Integer.parseInt(columns))
            : OptionalInt.of(100);
    boolean dumb = "dumb".equals(variables.get("TERM"));
    boolean unwanted = !variables.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(out, err, width, !dumb && !unwanted);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** The same without colours. */
  public Terminal plain() {
    return new Terminal(out, err, columns, false);
  }

  public boolean coloured() {
    return coloured;
  }

  /** Whether a person watches: only then are lines redrawn. */
  public boolean watched() {
    return columns.isPresent();
  }

  /** The text in its colour, where there are colours. */
  public String ink(Ink ink, String text) {
    return coloured ? ink.on(text) : text;
  }

  /** One line of the answer. */
  public void line(String text) {
    out.println(text);
  }

  /** An empty line of the answer. */
  public void gap() {
    out.println();
  }

  /** A table of the answer. */
  public void table(Table table) {
    List<String> lines = table.lines(columns, coloured);
    lines.forEach(out::println);
  }

  /** One line that is no part of the answer. */
  public void aside(String text) {
    out.flush();
    err.println(text);
    err.flush();
  }

  /** A stack trace, on the side. */
  public void aside(Throwable thrown) {
    out.flush();
    thrown.printStackTrace(err);
    err.flush();
  }

  /** For what writes by itself, such as help pages. */
  public PrintWriter out() {
    return out;
  }

  public PrintWriter err() {
    return err;
  }

  public void flush() {
    out.flush();
    err.flush();
  }
}
