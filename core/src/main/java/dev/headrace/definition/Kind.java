package dev.headrace.definition;

import java.util.Map;
import java.util.Optional;

/** What a value of the file may be: how it is read, and how it is described. */
interface Kind<T> {
  /** The value, or empty with at least one problem added. */
  Optional<T> read(Value value, Problems problems);

  /** The JSON Schema of such a value; shapes enter themselves among the definitions. */
  Map<String, Object> schema(SchemaDefinitions definitions);

  /** What it is, after "must be" and in the field reference: {@code a duration such as 6h}. */
  String words();
}
