package dev.headrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.job.ModelVersion;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Work;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads which model version leads: the entry with the highest number in the pointer log. */
final class Champions {
  private final ObjectStore lake;

  Champions(ObjectStore lake) {
    this.lake = lake;
  }

  /** The champions of all models that the pipeline scores with; a model without one is left out. */
  SortedMap<ModelName, ModelVersion> of(Pipeline pipeline) {
    SortedMap<ModelName, ModelVersion> found = new TreeMap<>();
    pipeline.stages().stream()
        .map(stage -> stage.work())
        .filter(Work.Score.class::isInstance)
        .map(work -> ((Work.Score) work).model())
        .distinct()
        .forEach(model -> of(model).ifPresent(version -> found.put(model, version)));
    return found;
  }

  /**
   * The champion of a model, if it has one.
   *
   * @throws CorruptDocumentException when the newest entry names no version
   */
  Optional<ModelVersion> of(ModelName model) {
    String prefix = "models/" + model + "/aliases/champion/";
    List<Listed> log = lake.list(prefix);
    if (log.isEmpty()) {
      return Optional.empty();
    }
    String newest = log.get(log.size() - 1).name();
    return lake.read(newest).map(Champions::entry);
  }

  private static ModelVersion entry(StoredObject object) {
    JsonNode json = Documents.read(object, JsonNode.class);
    return new ModelVersion(
        text(object, json, "version"),
        json.path("seq").asLong(),
        text(object, json, "manifest_sha256"));
  }

  private static String text(StoredObject object, JsonNode json, String key) {
    String text = json.path(key).asText();
    if (text.isEmpty()) {
      throw new CorruptDocumentException(object.name(), "\"" + key + "\" has no value");
    }
    return text;
  }
}
