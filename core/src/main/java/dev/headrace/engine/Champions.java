package dev.headrace.engine;

import dev.headrace.job.ModelVersion;
import dev.headrace.json.Json;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Work;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
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

  Optional<ModelVersion> of(ModelName model) {
    String prefix = "models/" + model + "/aliases/champion/";
    List<Listed> log = lake.list(prefix);
    if (log.isEmpty()) {
      return Optional.empty();
    }
    String newest = log.get(log.size() - 1).name();
    return lake.read(newest).map(object -> entry(object.content().bytes()));
  }

  private static ModelVersion entry(byte[] bytes) {
    var json = Json.tree(bytes);
    return new ModelVersion(
        json.path("version").asText(),
        json.path("seq").asLong(),
        json.path("manifest_sha256").asText());
  }
}
