package dev.headrace.engine;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Records what landed: one create-only object per (bucket, object, generation), so that a doubled
 * event changes nothing and an overwrite counts again.
 */
final class Arrivals {
  private final ObjectStore control;

  Arrivals(ObjectStore control) {
    this.control = control;
  }

  /** An object of the landing bucket at a generation. */
  record Arrival(String bucket, String object, long generation) {}

  /** The intervals of a pipeline that an object name belongs to. */
  static List<Interval> intervals(Pipeline pipeline, String objectName) {
    List<Interval> found = new ArrayList<>();
    if (pipeline.schedule().isEmpty()) {
      return found;
    }
    Calendar calendar = Calendar.of(pipeline.schedule().get());
    for (Input input : pipeline.inputs().values()) {
      input
          .files()
          .intervalKeyOf(objectName)
          .filter(key -> belongs(input, objectName))
          .flatMap(calendar::parse)
          .filter(interval -> !found.contains(interval))
          .ifPresent(found::add);
    }
    return found;
  }

  private static boolean belongs(Input input, String objectName) {
    String last = objectName.substring(objectName.lastIndexOf('/') + 1);
    return input.files().matchesFile(last)
        || input.complete().marker().filter(last::equals).isPresent();
  }

  /**
   * Records an arrival; recording it again is harmless.
   *
   * @throws ContendedException when it is not known whether it is recorded
   */
  void record(RunKey run, Arrival arrival) {
    String hash =
        Sha256.hexOfParts(
            List.of(arrival.bucket(), arrival.object(), Long.toString(arrival.generation())));
    String name =
        "arrivals/" + run.pipeline() + "/" + run.interval() + "/" + hash.substring(0, 32) + ".json";
    WriteResult result = control.create(name, Content.json(Json.bytes(arrival)));
    if (result instanceof WriteResult.Unknown unknown) {
      throw new ContendedException("the arrival of " + arrival.object() + ": " + unknown.reason());
    }
  }
}
