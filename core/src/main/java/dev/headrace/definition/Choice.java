package dev.headrace.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** A map of one of several shapes, told apart by the first key of each: a stage is what it does. */
record Choice(String words, List<Shape> shapes) implements Kind<Fields> {
  @Override
  public Optional<Fields> read(Value value, Problems problems) {
    if (!(value.node() instanceof MappingNode)) {
      problems.add(
          value.place(), "must be " + words + ", but is " + value.said() + ". Write " + kinds());
      return Optional.empty();
    }
    // Only which keys there are is asked for here; the shape reports what is wrong with them.
    List<Member> members = Member.of(value, new Problems(""));
    List<String> written = members.stream().map(Member::name).toList();
    List<Shape> fitting = shapes.stream().filter(s -> written.contains(told(s))).toList();
    if (fitting.size() == 1) {
      return fitting.get(0).read(value, problems);
    }
    refuse(value, fitting, problems);
    return Optional.empty();
  }

  private void refuse(Value value, List<Shape> fitting, Problems problems) {
    if (fitting.isEmpty()) {
      problems.add(value.place(), "says nothing to do. Write " + kinds());
    } else {
      problems.add(
          value.place(),
          "says "
              + Phrase.and(fitting.stream().map(Choice::told).toList())
              + ", but must be one thing. Make it several stages.");
    }
  }

  private static String told(Shape shape) {
    return shape.keys().get(0).name();
  }

  private String kinds() {
    return Phrase.or(shapes.stream().map(Choice::told).toList()) + " in it.";
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    return Map.of("oneOf", shapes.stream().map(s -> s.schema(definitions)).toList());
  }
}
