package dev.headrace.cli.environment;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Nearest;
import dev.headrace.cli.environment.EnvironmentSettings.Buckets;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * {@code headrace.yaml}: environments by name.
 *
 * <pre>
 * environments:
 *   production:
 *     project: my-project
 *     region: europe-west1
 *     buckets: {landing: l, lake: l2, control: c, outcomes: o, code: c2}
 *     settings: {HEADRACE_SCHEDULE_URL: https://...}   # further ones, as the functions name them
 * </pre>
 */
final class EnvironmentFile {
  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "project",
              "region",
              "installation",
              "buckets",
              "console",
              "storage",
              "dataproc",
              "scheduler",
              "settings"));
  private static final List<String> BUCKETS =
      List.of("landing", "lake", "control", "outcomes", "code");

  private final Path file;
  private final String environment;
  private final List<String> problems = new ArrayList<>();

  private EnvironmentFile(Path file, String environment) {
    this.file = file;
    this.environment = environment;
  }

  /** What the file says of an environment; all problems at once. */
  static EnvironmentSettings read(Path file, String environment) {
    return new EnvironmentFile(file, environment).read();
  }

  private EnvironmentSettings read() {
    Map<?, ?> entry = entry();
    entry.keySet().stream()
        .map(String::valueOf)
        .filter(key -> !KEYS.contains(key))
        .forEach(key -> problems.add(key + ": unknown key." + Nearest.hint(key, KEYS)));
    EnvironmentSettings settings =
        new EnvironmentSettings(
            text(entry, "project", ""),
            text(entry, "region", ""),
            optional(entry, "installation").orElse("headrace"),
            buckets(entry.get("buckets")),
            address(entry, "storage"),
            address(entry, "dataproc"),
            address(entry, "scheduler"),
            address(entry, "console"),
            more(entry.get("settings")));
    if (!problems.isEmpty()) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "The environment \"" + environment + "\" in " + file + " is not complete.",
          String.join("\n", problems),
          "Write what is missing; \"terraform output\" prints these values.");
    }
    return settings;
  }

  private Map<?, ?> entry() {
    Object environments = document() instanceof Map<?, ?> map ? map.get("environments") : null;
    Map<?, ?> all = environments instanceof Map<?, ?> map ? map : Map.of();
    if (all.get(environment) instanceof Map<?, ?> entry) {
      return entry;
    }
    List<String> names = all.keySet().stream().map(String::valueOf).toList();
    throw Failure.notFound(
        "There is no environment \"" + environment + "\" in " + file + ".",
        names.isEmpty()
            ? "Write it below \"environments:\", with project, region and buckets."
            : "It has " + String.join(", ", names) + "." + Nearest.hint(environment, names));
  }

  private Object document() {
    if (!Files.isRegularFile(file)) {
      throw Failure.notFound(
          "There is no environment \"" + environment + "\": there is no file " + file + ".",
          "Write headrace.yaml beside the pipeline file, or name another with --file.");
    }
    try {
      LoadSettings safe = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      return new Load(safe).loadFromString(Files.readString(file));
    } catch (IOException | YamlEngineException e) {
      throw new Failure(
          ExitCode.FAILED,
          "The file of environments " + file + " cannot be read.",
          String.valueOf(e.getMessage()).strip(),
          "Mend it, then run the command again.",
          e);
    }
  }

  private Buckets buckets(Object value) {
    Map<?, ?> names = value instanceof Map<?, ?> map ? map : Map.of();
    names.keySet().stream()
        .map(String::valueOf)
        .filter(key -> !BUCKETS.contains(key))
        .forEach(
            key -> problems.add("buckets." + key + ": unknown key." + Nearest.hint(key, BUCKETS)));
    return new Buckets(
        text(names, "landing", "buckets."),
        text(names, "lake", "buckets."),
        text(names, "control", "buckets."),
        text(names, "outcomes", "buckets."),
        text(names, "code", "buckets."));
  }

  private SortedMap<String, String> more(Object value) {
    SortedMap<String, String> settings = new TreeMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, setting) -> settings.put(String.valueOf(key), String.valueOf(setting)));
    }
    return settings;
  }

  private String text(Map<?, ?> entry, String key, String where) {
    Optional<String> found = optional(entry, key);
    if (found.isEmpty()) {
      problems.add(where + key + ": is missing.");
    }
    return found.orElse("");
  }

  private static Optional<String> optional(Map<?, ?> entry, String key) {
    return Optional.ofNullable(entry.get(key)).map(String::valueOf).filter(s -> !s.isBlank());
  }

  private Optional<URI> address(Map<?, ?> entry, String key) {
    return optional(entry, key)
        .flatMap(
            text -> {
              try {
                return Optional.of(new URI(text));
              } catch (URISyntaxException e) {
                problems.add(
                    key + ": must be an address such as https://..., but is " + text + ".");
                return Optional.empty();
              }
            });
  }
}
