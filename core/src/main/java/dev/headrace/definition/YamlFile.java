package dev.headrace.definition;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One YAML 1.2 document as nodes that know where they stand, under limits. */
final class YamlFile {
  static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setCodePointLimit(SourceText.MOST_CHARACTERS + 1)
          .setMaxAliasesForCollections(YamlLimits.MOST_ALIASES)
          .build();

  private YamlFile() {}

  /** The document's value, unless the text is no such document. */
  static Optional<Value> read(String text, Problems problems) {
    try {
      // The composer recurses, so depth is bounded before it runs.
      if (!YamlLimits.hold(text, problems)) {
        return Optional.empty();
      }
      return new Compose(SETTINGS)
          .composeString(text)
          .map(node -> new Value(node, Value.at(node, "")));
    } catch (MarkedYamlEngineException e) {
      problems.add(
          Value.at(e.getProblemMark().or(e::getContextMark), ""),
          "not valid YAML: " + e.getProblem() + ". Check indentation, quotes and colons here.");
    } catch (YamlEngineException e) {
      problems.add(Place.BEGINNING, "not valid YAML: " + Quoted.of(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }
}
