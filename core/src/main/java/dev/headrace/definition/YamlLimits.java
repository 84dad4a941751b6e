package dev.headrace.definition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * What a pipeline file may not use of YAML: judged on the stream of parse events, before anything
 * is built from it.
 */
final class YamlLimits {
  static final int MOST_ALIASES = 20;
  private static final int DEEPEST = 50;
  private static final String STANDARD = "tag:yaml.org,2002:";
  private static final Set<String> TAGS =
      Set.of("!", "str", "int", "float", "bool", "null", "map", "seq");

  private final Problems problems;
  private final Deque<Optional<Anchor>> open = new ArrayDeque<>();
  private int documents;
  private int aliases;

  private YamlLimits(Problems problems) {
    this.problems = problems;
  }

  /** Whether the text keeps the limits; the first breach of each kind is a problem. */
  static boolean hold(String text, Problems problems) {
    YamlLimits limits = new YamlLimits(problems);
    boolean fine = true;
    for (Event event : new Parse(YamlFile.SETTINGS).parseString(text)) {
      Optional<String> breach = limits.breach(event);
      if (breach.isPresent()) {
        limits.problems.add(Value.at(event.getStartMark(), ""), breach.get());
        fine = false;
        if (!limits.worthReadingOn()) {
          break;
        }
      }
    }
    return fine;
  }

  private boolean worthReadingOn() {
    return open.size() <= DEEPEST && documents <= 1 && aliases <= MOST_ALIASES;
  }

  private Optional<String> breach(Event event) {
    if (event instanceof DocumentStartEvent) {
      documents++;
      return when(documents > 1, "a second document begins here. Write one pipeline per file.");
    }
    if (event instanceof CollectionEndEvent) {
      open.pop();
      return Optional.empty();
    }
    if (event instanceof AliasEvent alias) {
      return aliasBreach(alias);
    }
    if (event instanceof CollectionStartEvent start) {
      open.push(start.getAnchor());
      return start.getTag().flatMap(YamlLimits::tagBreach).or(this::depthBreach);
    }
    return event instanceof ScalarEvent scalar ? scalarBreach(scalar) : Optional.empty();
  }

  private static Optional<String> scalarBreach(ScalarEvent scalar) {
    // The composer would merge before anyone could say where a key came from.
    boolean merge = scalar.isPlain() && scalar.getValue().equals("<<");
    return scalar
        .getTag()
        .flatMap(YamlLimits::tagBreach)
        .or(() -> when(merge, "merge keys are not supported. Write the keys out."));
  }

  private Optional<String> aliasBreach(NodeEvent alias) {
    aliases++;
    if (open.contains(alias.getAnchor())) {
      return Optional.of("this alias stands inside its own anchor. Write the value out.");
    }
    return when(
        aliases > MOST_ALIASES,
        "more than " + MOST_ALIASES + " aliases in one file. Write the values out.");
  }

  private Optional<String> depthBreach() {
    return when(
        open.size() > DEEPEST, "more than " + DEEPEST + " levels deep. Nothing needs so many.");
  }

  private static Optional<String> tagBreach(String tag) {
    String name = tag.startsWith(STANDARD) ? tag.substring(STANDARD.length()) : tag;
    return when(
        !TAGS.contains(name), "the tag " + Quoted.of(tag) + " is not allowed. Delete the tag.");
  }

  private static Optional<String> when(boolean broken, String message) {
    return broken ? Optional.of(message) : Optional.empty();
  }
}
