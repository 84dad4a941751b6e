package dev.headrace.definition;

import java.util.Optional;

/**
 * A key of the pipeline file: the one place that says what it is called, what it holds and means.
 *
 * @param fallback what holds where it is not written
 * @param fallbackText how that is written
 */
record Key<T>(
    String name,
    Kind<T> kind,
    boolean required,
    Optional<T> fallback,
    Optional<String> fallbackText,
    String description) {
  static <T> Key<T> required(String name, Kind<T> kind, String description) {
    return new Key<>(name, kind, true, Optional.empty(), Optional.empty(), description);
  }

  static <T> Key<T> optional(String name, Kind<T> kind, String description) {
    return new Key<>(name, kind, false, Optional.empty(), Optional.empty(), description);
  }

  static <T> Key<T> withDefault(
      String name, Kind<T> kind, T fallback, String fallbackText, String description) {
    return new Key<>(
        name, kind, false, Optional.of(fallback), Optional.of(fallbackText), description);
  }
}
