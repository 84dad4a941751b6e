package dev.headrace.definition;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that was most likely meant. */
final class Nearest {
  private Nearest() {}

  /** The nearest of the words, if it is near enough to be a slip of the pen. */
  static Optional<String> to(String written, Collection<String> words) {
    String best = null;
    int least = 1 + Math.min(3, Math.max(1, written.length() / 3));
    for (String word : words) {
      int distance = distance(written, word, least);
      if (distance < least) {
        best = word;
        least = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code Did you mean "day"?} with a space before it, or nothing. */
  static String question(String written, Collection<String> words) {
    return to(written, words).map(word -> " Did you mean \"" + word + "\"?").orElse("");
  }

  /** Edit distance: swapped neighbours are one edit, and another case is none. */
  private static int distance(String a, String b, int enough) {
    if (Math.abs(a.length() - b.length()) >= enough) {
      return enough;
    }
    if (a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT))) {
      return 0;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
