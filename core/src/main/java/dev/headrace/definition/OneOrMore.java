package dev.headrace.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list, or its only item without the brackets. */
record OneOrMore<T>(Listed<T> list) implements Kind<List<Found<T>>> {
  @Override
  public Optional<List<Found<T>>> read(Value value, Problems problems) {
    return value.isScalar()
        ? list.items().read(value, problems).map(item -> List.of(new Found<>(item, value.place())))
        : list.read(value, problems);
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    return Map.of("anyOf", List.of(list.items().schema(definitions), list.schema(definitions)));
  }

  @Override
  public String words() {
    return list.items().words() + ", or a list of them";
  }
}
