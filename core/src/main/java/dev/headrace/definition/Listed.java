package dev.headrace.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A list of values of one kind. Items that are wrong are left out, with their problems. */
record Listed<T>(Kind<T> items, int most) implements Kind<List<Found<T>>> {
  @Override
  public Optional<List<Found<T>>> read(Value value, Problems problems) {
    if (!(value.node() instanceof SequenceNode list)) {
      problems.add(
          value.place(), "must be a list, but is " + value.said() + ". Write it in [brackets].");
      return Optional.empty();
    }
    if (list.getValue().isEmpty() || list.getValue().size() > most) {
      problems.add(
          value.place(),
          "must have between 1 and "
              + most
              + " items, but has "
              + list.getValue().size()
              + (list.getValue().isEmpty() ? ". Write one, or delete the key." : ". Write fewer."));
      return Optional.empty();
    }
    return Optional.of(read(list.getValue(), value.place().path(), problems));
  }

  private List<Found<T>> read(List<Node> nodes, String path, Problems problems) {
    List<Found<T>> found = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Place place = Value.at(nodes.get(i), path + "[" + i + "]");
      items
          .read(new Value(nodes.get(i), place), problems)
          .ifPresent(item -> found.add(new Found<>(item, place)));
    }
    return found;
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    return Map.of(
        "type", "array", "items", items.schema(definitions), "minItems", 1, "maxItems", most);
  }

  @Override
  public String words() {
    return "a list of " + items.words();
  }
}
