package dev.headrace.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Rows of aligned cells below their headings. */
public final class Table {
  private static final String BETWEEN = "  ";
  private static final int NARROWEST = 8;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  private Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** A table of these columns. */
  public static Table of(List<Column> columns) {
    return new Table(columns);
  }

  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /**
   * A column.
   *
   * @param heading empty for none
   * @param shrinks whether its cells are cut when the screen is narrow
   */
  public record Column(String heading, boolean right, boolean shrinks) {
    /** Words, from the left. */
    public static Column words(String heading) {
      return new Column(heading, false, false);
    }

    /** Numbers, to the right. */
    public static Column numbers(String heading) {
      return new Column(heading, true, false);
    }

    /** Sentences, cut when the screen is narrow. */
    public static Column text(String heading) {
      return new Column(heading, false, true);
    }
  }

  /** What stands in one place. */
  public record Cell(String text, Ink ink) {
    public static Cell of(String text) {
      return new Cell(text, Ink.PLAIN);
    }

    public static Cell of(long number) {
      return of(Long.toString(number));
    }
  }

  /** Adds a row of plain texts. */
  public Table row(String... texts) {
    return row(List.of(texts).stream().map(Cell::of).toList());
  }

  public Table row(Cell... cells) {
    return row(List.of(cells));
  }

  /** Adds a row, which has a cell for each column. */
  public Table row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + columns.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** The lines, cut to a screen of so many columns if that is known. */
  List<String> lines(OptionalInt screen, boolean coloured) {
    int[] widths = widths();
    if (screen.isPresent()) {
      shrink(widths, screen.getAsInt());
    }
    List<String> lines = new ArrayList<>();
    if (columns.stream().anyMatch(c -> !c.heading().isEmpty())) {
      List<Cell> headings = columns.stream().map(c -> new Cell(c.heading(), Ink.DIM)).toList();
      lines.add(line(headings, widths, coloured));
    }
    rows.forEach(row -> lines.add(line(row, widths, coloured)));
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = length(columns.get(i).heading());
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i).text()));
      }
    }
    return widths;
  }

  private void shrink(int[] widths, int screen) {
    int total = BETWEEN.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    for (int excess = total - screen; excess > 0; excess--) {
      int widest = widestOfTheShrinking(widths);
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private int widestOfTheShrinking(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (columns.get(i).shrinks()
          && widths[i] > NARROWEST
          && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private String line(List<Cell> cells, int[] widths, boolean coloured) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String text = cut(cell.text(), widths[i]);
      String padding = " ".repeat(widths[i] - length(text));
      String inked = coloured ? cell.ink().on(text) : text;
      line.append(i == 0 ? "" : BETWEEN);
      line.append(columns.get(i).right() ? padding + inked : inked + padding);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String text, int width) {
    return length(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
