package dev.headrace.definition;

import java.util.List;
import java.util.TreeSet;

/** The problems found so far in one file. */
final class Problems {
  /** More than anyone reads; it bounds what a hostile file can make of this list. */
  private static final int MOST = 500;

  private final String file;
  private final TreeSet<Problem> found = new TreeSet<>();
  private int reported;

  Problems(String file) {
    this.file = file;
  }

  void add(Place at, String message) {
    reported++;
    if (found.size() < MOST) {
      found.add(new Problem(file, at.line(), at.column(), at.path(), message));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** How often a problem was reported: more than are kept, if there are very many. */
  int reported() {
    return reported;
  }

  List<Problem> inFileOrder() {
    return List.copyOf(found);
  }
}
