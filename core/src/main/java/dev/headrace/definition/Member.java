package dev.headrace.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A key of a YAML map, with its value.
 *
 * @param place of the key
 */
record Member(String name, Place place, Value value) {
  /** The keys of a map, which are text and stand there once; any others are problems. */
  static List<Member> of(Value map, Problems problems) {
    Map<String, Place> first = new LinkedHashMap<>();
    List<Member> members = new ArrayList<>();
    for (NodeTuple tuple : ((MappingNode) map.node()).getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode name) || !key.getTag().equals(Tag.STR)) {
        problems.add(Value.at(key, map.place().path()), notText(key));
        continue;
      }
      Place place = Value.at(key, map.place().pathOf(shown(name.getValue())));
      Place earlier = first.putIfAbsent(name.getValue(), place);
      if (earlier == null) {
        members.add(new Member(name.getValue(), place, Value.of(tuple.getValueNode(), place)));
      } else {
        problems.add(
            place, "this key stands in line " + earlier.line() + " already. Keep one of them.");
      }
    }
    return members;
  }

  private static String notText(Node key) {
    return "a key must be text, but this is "
        + new Value(key, Place.BEGINNING).said()
        + ". Put it in quotes.";
  }

  /** A key as it stands in paths: odd ones quoted. */
  private static String shown(String name) {
    return name.matches("[\\w.-]{1,100}") ? name : Quoted.of(name);
  }
}
