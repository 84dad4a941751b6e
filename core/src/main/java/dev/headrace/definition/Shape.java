package dev.headrace.definition;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * A map with known keys.
 *
 * @param name in the JSON Schema and the field reference
 * @param shorthand a key whose value alone stands for the whole: {@code day: date} for {@code day:
 *     {type: date}}
 * @param onlyOne whether exactly one of the keys is written
 * @param without keys that other shapes have and this one cannot, with why not
 * @param later keys of the design that this release does not do, with what to write instead
 */
record Shape(
    String name,
    String description,
    List<Key<?>> keys,
    Optional<Key<?>> shorthand,
    boolean onlyOne,
    Map<String, String> without,
    Map<String, String> later)
    implements Kind<Fields> {
  static Shape of(String name, String description, Key<?>... keys) {
    return new Shape(name, description, List.of(keys), Optional.empty(), false, Map.of(), Map.of());
  }

  Shape shorthand(Key<?> key) {
    return new Shape(name, description, keys, Optional.of(key), onlyOne, without, later);
  }

  Shape oneOfThem() {
    return new Shape(name, description, keys, shorthand, true, without, later);
  }

  Shape without(String key, String why) {
    return new Shape(name, description, keys, shorthand, onlyOne, Map.of(key, why), later);
  }

  Shape later(Map<String, String> notYet) {
    return new Shape(name, description, keys, shorthand, onlyOne, without, notYet);
  }

  @Override
  public Optional<Fields> read(Value value, Problems problems) {
    int before = problems.reported();
    Fields fields = new Fields(value.place());
    if (shorthand.isPresent() && value.isScalar()) {
      fields.read(shorthand.get(), value.place(), value, problems);
      return Optional.of(fields.rightIf(problems.reported() == before));
    }
    if (!(value.node() instanceof MappingNode)) {
      problems.add(
          value.place(), "must be " + words() + ", but is " + value.said() + ". " + keysSentence());
      return Optional.empty();
    }
    Set<String> meant = new HashSet<>();
    for (Member member : Member.of(value, problems)) {
      Optional<Key<?>> key = find(member.name());
      key.ifPresent(k -> fields.read(k, member.place(), member.value(), problems));
      if (key.isEmpty()) {
        problems.add(member.place(), unknown(member));
        Nearest.to(member.name(), names()).ifPresent(meant::add);
      }
    }
    checkRequired(fields, meant, problems);
    checkOnlyOne(fields, problems.reported() > before, problems);
    return Optional.of(fields.rightIf(problems.reported() == before));
  }

  /** A key that was meant and misspelt is not said to be missing too. */
  private void checkRequired(Fields fields, Set<String> meant, Problems problems) {
    for (Key<?> key : keys) {
      if (key.required() && !fields.writes(key) && !meant.contains(key.name())) {
        problems.add(
            fields.place(),
            "\"" + key.name() + "\" is missing: " + key.description() + " Write it.");
      }
    }
  }

  private void checkOnlyOne(Fields fields, boolean othersWrong, Problems problems) {
    long written = keys.stream().filter(fields::writes).count();
    // A key that is wrong was most likely meant to be the one.
    if (onlyOne && (written > 1 || (written == 0 && !othersWrong))) {
      problems.add(
          fields.place(),
          "must have exactly one of " + Phrase.and(names()) + ". Keep or write one.");
    }
  }

  Optional<Key<?>> find(String written) {
    return keys.stream().<Key<?>>map(k -> k).filter(k -> k.name().equals(written)).findFirst();
  }

  List<String> names() {
    return keys.stream().<String>map(Key::name).toList();
  }

  private String unknown(Member member) {
    if (without.containsKey(member.name())) {
      return "has no place here: " + without.get(member.name());
    }
    if (later.containsKey(member.name())) {
      return "is not supported yet. " + later.get(member.name());
    }
    String question = Nearest.question(member.name(), names());
    if (!question.isEmpty()) {
      return "no such key." + question;
    }
    // {description: fast, cheap} is two keys to YAML.
    return member.value().isEmpty()
        ? "no such key. If it is the rest of a text with a comma in it, put that text in quotes."
        : "no such key. " + keysSentence();
  }

  private String keysSentence() {
    return "The keys here are " + Phrase.and(names()) + ".";
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    Map<String, Object> reference = definitions.reference(this, () -> full(definitions));
    return shorthand
        .<Map<String, Object>>map(
            key -> Map.of("anyOf", List.of(key.kind().schema(definitions), reference)))
        .orElse(reference);
  }

  private Map<String, Object> full(SchemaDefinitions definitions) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Key<?> key : keys) {
      Map<String, Object> property = new LinkedHashMap<>(key.kind().schema(definitions));
      property.put(
          "description",
          key.description() + key.fallbackText().map(t -> " Default: " + t + ".").orElse(""));
      properties.put(key.name(), property);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("description", description);
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    schema.put("required", keys.stream().filter(Key::required).map(Key::name).toList());
    if (onlyOne) {
      schema.put("minProperties", 1);
      schema.put("maxProperties", 1);
    }
    return schema;
  }

  @Override
  public String words() {
    return shorthand.map(key -> key.kind().words() + ", or a map").orElse("a map");
  }
}
