package dev.headrace.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One of a few words.
 *
 * @param meanings what may be written
 * @param likewise what people write for one of them: {@code daily} for {@code day}
 * @param later words of the design that this release does not do, with what to write instead
 */
record Words<T>(Map<String, T> meanings, Map<String, String> likewise, Map<String, String> later)
    implements Scalar.Form<T> {
  /** The words of an enum, in its order. */
  static <E extends Enum<E>> Scalar<E> of(Class<E> type, Map<String, String> likewise) {
    return of(type, likewise, Map.of());
  }

  static <E extends Enum<E>> Scalar<E> of(
      Class<E> type, Map<String, String> likewise, Map<String, String> later) {
    return some(List.of(type.getEnumConstants()), likewise, later);
  }

  /** Some of an enum's words. */
  static <E extends Enum<E>> Scalar<E> some(
      List<E> constants, Map<String, String> likewise, Map<String, String> later) {
    Map<String, E> meanings = new LinkedHashMap<>();
    for (E constant : constants) {
      meanings.put(word(constant), constant);
    }
    return of(meanings, likewise, later);
  }

  /** As the file writes an enum constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <T> Scalar<T> of(
      Map<String, T> meanings, Map<String, String> likewise, Map<String, String> later) {
    List<String> words = List.copyOf(meanings.keySet());
    return new Scalar<>(
        Phrase.or(words),
        "Write for example " + words.get(0) + ".",
        Map.of("enum", words),
        new Words<>(meanings, likewise, later));
  }

  @Override
  public T of(Value scalar) throws Unfit {
    String written = scalar.written();
    if (scalar.isText() && meanings.containsKey(written)) {
      return meanings.get(written);
    }
    if (later.containsKey(written)) {
      throw new Unfit("That is not supported yet. " + later.get(written));
    }
    if (likewise.containsKey(written)) {
      throw new Unfit("Write \"" + likewise.get(written) + "\".");
    }
    throw new Unfit(guess(written));
  }

  private String guess(String written) {
    List<String> known = new ArrayList<>(meanings.keySet());
    known.addAll(likewise.keySet());
    return Nearest.to(written, known)
        .map(
            near ->
                "Did you mean \""
                    + near
                    + "\"?"
                    + (likewise.containsKey(near) ? " Write \"" + likewise.get(near) + "\"." : ""))
        .orElse("Write for example " + meanings.keySet().iterator().next() + ".");
  }
}
