package dev.headrace.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * A map whose keys are names of the user's own.
 *
 * @param what the names are of: {@code a stage}
 * @param names what they may be
 * @param rule what to write instead of a name that is none
 */
record Mapped<T>(String what, Pattern names, String rule, int most, Kind<T> values)
    implements Kind<Entries<T>> {
  @Override
  public Optional<Entries<T>> read(Value value, Problems problems) {
    if (!(value.node() instanceof MappingNode)) {
      problems.add(
          value.place(),
          "must map names to "
              + values.words()
              + ", but is "
              + value.said()
              + ". Write one line \"name: ...\" for each.");
      return Optional.empty();
    }
    List<Member> members = Member.of(value, problems);
    if (members.isEmpty() || members.size() > most) {
      problems.add(
          value.place(),
          "must name between 1 and "
              + most
              + ", but names "
              + members.size()
              + (members.isEmpty() ? ". Write one, or delete the key." : ". Write fewer."));
    }
    List<Entries.Entry<T>> entries = new ArrayList<>();
    for (Member member : members) {
      if (!names.matcher(member.name()).matches()) {
        problems.add(
            member.place(), Quoted.of(member.name()) + " cannot name " + what + ". " + rule);
      }
      entries.add(
          new Entries.Entry<>(
              member.name(), member.place(), values.read(member.value(), problems)));
    }
    return Optional.of(new Entries<>(List.copyOf(entries)));
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    return Map.of(
        "type",
        "object",
        "propertyNames",
        Map.of("pattern", "^" + names.pattern() + "$"),
        "additionalProperties",
        values.schema(definitions),
        "minProperties",
        1,
        "maxProperties",
        most);
  }

  @Override
  public String words() {
    return "names to " + values.words();
  }
}
