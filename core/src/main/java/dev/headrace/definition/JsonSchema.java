package dev.headrace.definition;

import dev.headrace.json.Json;
import java.util.Map;

/** The JSON Schema of the pipeline file, by which editors complete and check it. */
public final class JsonSchema {
  private JsonSchema() {}

  /** The schema, draft 2020-12, from the description that the reader uses. */
  public static String of() {
    SchemaDefinitions definitions = new SchemaDefinitions();
    Map<String, Object> root = PipelineKeys.SHAPE.schema(definitions);
    return Json.pretty(
            Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "title",
                "Headrace pipeline file",
                "$ref",
                root.get("$ref"),
                "$defs",
                definitions.schemas()))
        + "\n";
  }
}
