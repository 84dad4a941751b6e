package dev.headrace.engine;

import dev.headrace.json.Json;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The turns of a pipeline: as many create-only slot objects as its overlap rule allows live runs.
 * There is no lease and no count; a slot is freed when its holder has ended.
 */
final class Turns {
  private static final String PREFIX = "slots/pipeline-";

  private final ObjectStore control;

  Turns(ObjectStore control) {
    this.control = control;
  }

  /** Who holds a slot. */
  record Holder(RunKey run, int epoch) {}

  /** A slot as it was read. */
  record Slot(String objectName, long generation, Holder holder) {}

  /** What became of asking for a turn. */
  sealed interface Turn {
    /** The run holds a slot, now or since an earlier try. */
    record Taken() implements Turn {}

    /** All slots are held. */
    record Held(List<Holder> holders) implements Turn {}
  }

  /** Asks for a turn; asking again is harmless. */
  Turn take(Pipeline pipeline, Holder wanted) {
    List<Holder> others = new ArrayList<>();
    for (int n = 1; n <= pipeline.overlap().limit(); n++) {
      String name = name(pipeline, n);
      WriteResult result = control.create(name, Content.json(Json.bytes(wanted)));
      if (result instanceof WriteResult.Applied) {
        return new Turn.Taken();
      }
      Optional<Holder> holder = control.read(name).map(Turns::holder);
      if (holder.isPresent() && holder.get().equals(wanted)) {
        return new Turn.Taken();
      }
      holder.ifPresent(others::add);
    }
    return new Turn.Held(List.copyOf(others));
  }

  /** Who holds the slots of the pipeline. */
  List<Holder> holders(Pipeline pipeline) {
    List<Holder> holders = new ArrayList<>();
    for (int n = 1; n <= pipeline.overlap().limit(); n++) {
      control.read(name(pipeline, n)).map(Turns::holder).ifPresent(holders::add);
    }
    return List.copyOf(holders);
  }

  /** Frees every slot that the run holds since this epoch or an earlier one. */
  void release(Pipeline pipeline, RunKey run, int endedEpoch) {
    for (int n = 1; n <= pipeline.overlap().limit(); n++) {
      control
          .read(name(pipeline, n))
          .map(Turns::slot)
          .filter(slot -> slot.holder().run().equals(run))
          .filter(slot -> slot.holder().epoch() <= endedEpoch)
          .ifPresent(this::free);
    }
  }

  /** The object names of all slots that are held. */
  List<String> names() {
    return control.list(PREFIX).stream().map(Listed::name).toList();
  }

  /** The slot of that object name, if it is held. */
  Optional<Slot> find(String objectName) {
    return control.read(objectName).map(Turns::slot);
  }

  void free(Slot slot) {
    control.delete(slot.objectName(), slot.generation());
  }

  private static String name(Pipeline pipeline, int n) {
    return PREFIX + pipeline.name() + "/" + n + ".json";
  }

  private static Slot slot(StoredObject object) {
    return new Slot(object.name(), object.generation(), holder(object));
  }

  private static Holder holder(StoredObject object) {
    return Documents.read(object, Holder.class);
  }
}
