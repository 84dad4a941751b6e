package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Exchange;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client demands of the object that is there before it is read or changed. An object that is
 * not there has generation 0.
 */
public record Conditions(
    OptionalLong generationIs,
    OptionalLong generationIsNot,
    OptionalLong metagenerationIs,
    OptionalLong metagenerationIsNot) {
  /** No demands. */
  public static final Conditions NONE =
      new Conditions(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /** There is no object yet. */
  public static final Conditions ABSENT = generation(0);

  /** The object has this generation. */
  public static Conditions generation(long expected) {
    return new Conditions(
        OptionalLong.of(expected),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** Those in the query for the object itself, or the target of a copy. */
  static Conditions of(Exchange exchange) {
    return named(exchange, "if");
  }

  /** Those in the query for the source of a copy. */
  static Conditions ofSource(Exchange exchange) {
    return named(exchange, "ifSource");
  }

  private static Conditions named(Exchange exchange, String prefix) {
    return new Conditions(
        exchange.number(prefix + "GenerationMatch"),
        exchange.number(prefix + "GenerationNotMatch"),
        exchange.number(prefix + "MetagenerationMatch"),
        exchange.number(prefix + "MetagenerationNotMatch"));
  }

  /**
   * Checks before a change.
   *
   * @throws ApiError 412 if a demand is not met
   */
  void checkWrite(Optional<StoredObject> current) {
    if (matchFails(current) || isNotFails(current)) {
      throw notMet();
    }
  }

  /**
   * Checks before a read.
   *
   * @throws ApiError 412 if the object is not the one that is wanted, 304 if it is the one that is
   *     not
   */
  void checkRead(StoredObject current) {
    if (matchFails(Optional.of(current))) {
      throw notMet();
    }
    if (isNotFails(Optional.of(current))) {
      throw new ApiError(304, "notModified", "OK", "The object is the one you have.");
    }
  }

  private boolean matchFails(Optional<StoredObject> current) {
    return differs(generationIs, current.map(StoredObject::generation).orElse(0L))
        || differs(metagenerationIs, current.map(StoredObject::metageneration).orElse(0L));
  }

  private boolean isNotFails(Optional<StoredObject> current) {
    return equals(generationIsNot, current.map(StoredObject::generation).orElse(0L))
        || equals(metagenerationIsNot, current.map(StoredObject::metageneration).orElse(0L));
  }

  private static boolean differs(OptionalLong wanted, long actual) {
    return wanted.isPresent() && wanted.getAsLong() != actual;
  }

  private static boolean equals(OptionalLong unwanted, long actual) {
    return unwanted.isPresent() && unwanted.getAsLong() == actual;
  }

  private static ApiError notMet() {
    return ApiError.conditionNotMet(
        "At least one of the pre-conditions you specified did not hold.");
  }
}
