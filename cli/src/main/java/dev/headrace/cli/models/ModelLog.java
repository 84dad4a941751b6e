package dev.headrace.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.job.ModelVersion;
import dev.headrace.json.Json;
import dev.headrace.pipeline.ModelName;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the models of a lake as the jobs left them. */
public record ModelLog(ObjectStore lake) {
  private static final String PREFIX = "models/";
  private static final String MANIFEST = "/model.json";

  /** A version that is registered. */
  public record Version(
      String version,
      String createdAt,
      String interval,
      Optional<String> parent,
      SortedMap<String, Double> metrics) {
    public Version {
      metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }
  }

  /** A decision of who leads; the one with the highest number holds. */
  public record Entry(
      long number,
      String version,
      Optional<String> previous,
      String manifestSha256,
      String decidedAt,
      String by,
      String reason) {}

  /** A model with all that was decided of it, newest first. */
  public record Model(String model, List<Entry> champions, List<Version> versions) {
    public Model {
      champions = List.copyOf(champions);
      versions = List.copyOf(versions);
    }
  }

  /** The names of all models. */
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    for (Listed object : lake.list(PREFIX)) {
      String rest = object.name().substring(PREFIX.length());
      if (rest.indexOf('/') > 0) {
        names.add(rest.substring(0, rest.indexOf('/')));
      }
    }
    return List.copyOf(names);
  }

  /** All that is known of a model. */
  public Model read(String model) {
    return new Model(model, allChampions(model), versions(model));
  }

  /** The version that leads now. */
  public Optional<ModelVersion> champion(ModelName model) {
    return newest(champions(PREFIX + model + "/aliases/champion/", 1))
        .map(entry -> new ModelVersion(entry.version(), entry.number(), entry.manifestSha256()));
  }

  private static Optional<Entry> newest(List<Entry> entries) {
    return entries.stream().findFirst();
  }

  private List<Entry> allChampions(String model) {
    return champions(PREFIX + model + "/aliases/champion/", Integer.MAX_VALUE);
  }

  private List<Entry> champions(String folder, int most) {
    List<Listed> log = new ArrayList<>(lake.list(folder));
    Collections.reverse(log);
    return log.stream()
        .limit(most)
        .flatMap(object -> tree(object.name()).stream())
        .map(
            json ->
                new Entry(
                    json.path("seq").asLong(),
                    json.path("version").asText(),
                    text(json, "previous_version"),
                    json.path("manifest_sha256").asText(),
                    json.path("decided_at").asText(),
                    json.path("by").asText(),
                    json.path("reason").asText()))
        .toList();
  }

  private List<Version> versions(String model) {
    List<Listed> objects = new ArrayList<>(lake.list(PREFIX + model + "/versions/"));
    Collections.reverse(objects);
    return objects.stream()
        .filter(object -> object.name().endsWith(MANIFEST))
        .flatMap(object -> tree(object.name()).stream())
        .map(ModelLog::version)
        .toList();
  }

  private static Version version(JsonNode json) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    json.path("metrics")
        .properties()
        .forEach(metric -> metrics.put(metric.getKey(), metric.getValue().asDouble()));
    return new Version(
        json.path("version").asText(),
        json.path("created_at").asText(),
        json.path("interval").asText(),
        text(json, "parent_version"),
        metrics);
  }

  private Optional<JsonNode> tree(String name) {
    return lake.read(name).map(object -> Json.tree(object.content().bytes()));
  }

  private static Optional<String> text(JsonNode json, String key) {
    return Optional.of(json.path(key).asText()).filter(text -> !text.isEmpty());
  }
}
