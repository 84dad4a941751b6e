package dev.headrace.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The {@code $defs} of the JSON Schema, in the order in which shapes are first met. */
final class SchemaDefinitions {
  private final Map<String, Map<String, Object>> schemas = new LinkedHashMap<>();
  private final List<Shape> shapes = new ArrayList<>();

  /** A reference to the shape's definition, which is entered on the first call. */
  Map<String, Object> reference(Shape shape, Supplier<Map<String, Object>> schema) {
    if (!schemas.containsKey(shape.name())) {
      schemas.put(shape.name(), Map.of());
      shapes.add(shape);
      schemas.put(shape.name(), schema.get());
    }
    return Map.of("$ref", "#/$defs/" + shape.name());
  }

  Map<String, Map<String, Object>> schemas() {
    return schemas;
  }

  List<Shape> shapes() {
    return shapes;
  }
}
