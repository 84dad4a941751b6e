package dev.headrace.definition;

import java.util.List;
import java.util.Optional;

/**
 * A map of the user's own names.
 *
 * @param all in file order; an entry whose value is wrong stands here without it, so that what
 *     refers to its name is not said to be wrong too
 */
record Entries<T>(List<Entry<T>> all) {
  static <T> Entries<T> none() {
    return new Entries<>(List.of());
  }

  /**
   * One of them.
   *
   * @param place of the name
   */
  record Entry<T>(String name, Place place, Optional<T> value) {}

  List<String> names() {
    return all.stream().map(Entry::name).toList();
  }

  Optional<Entry<T>> find(String name) {
    return all.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** The value of that name, if there is one and it was read. */
  Optional<T> value(String name) {
    return find(name).flatMap(Entry::value);
  }
}
