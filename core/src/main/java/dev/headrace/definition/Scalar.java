package dev.headrace.definition;

import java.util.Map;
import java.util.Optional;

/**
 * A single value: text, a number, a word.
 *
 * @param words what it is: {@code a duration such as 6h}
 * @param remedy what to write instead of a value that is not one at all
 * @param schema its JSON Schema
 * @param form how it is read
 */
record Scalar<T>(String words, String remedy, Map<String, Object> schema, Form<T> form)
    implements Kind<T> {
  /** Reads a scalar, or says what to write instead. */
  interface Form<T> {
    T of(Value scalar) throws Unfit;
  }

  @Override
  public Optional<T> read(Value value, Problems problems) {
    try {
      if (!value.isScalar() || value.isEmpty()) {
        throw new Unfit(remedy);
      }
      return Optional.of(form.of(value));
    } catch (Unfit e) {
      problems.add(
          value.place(),
          "must be " + words + ", but is " + value.said() + ". " + e.getMessage().strip());
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    return schema;
  }
}
