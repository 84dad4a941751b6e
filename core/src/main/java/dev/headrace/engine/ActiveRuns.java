package dev.headrace.engine;

import dev.headrace.engine.RunDocuments.Commit;
import dev.headrace.json.Json;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.util.List;
import java.util.Optional;

/**
 * The markers of runs that have not ended: a superset, so that nobody has to look at history to
 * find them. A marker names the epoch that it was written for, is written before its run leaves a
 * terminal state, and is deleted only by who saw that epoch end: whoever saw an older one end must
 * not hide the new one.
 */
final class ActiveRuns {
  private static final String PREFIX = "active/";

  private final ObjectStore control;

  ActiveRuns(ObjectStore control) {
    this.control = control;
  }

  private record Epoch(int epoch) {}

  /**
   * Makes sure that the run has a marker for this epoch.
   *
   * @throws ContendedException when it is not known whether it has
   */
  void mark(RunKey run, int epoch) {
    Content content = Content.json(Json.bytes(new Epoch(epoch)));
    WriteResult result = control.create(name(run), content);
    if (result instanceof WriteResult.Conflict) {
      result = raise(name(run), epoch, content);
    }
    if (!(result instanceof WriteResult.Applied)) {
      throw new ContendedException("the marker of " + run + " may or may not be written");
    }
  }

  /**
   * Makes the first document of a run that has none, under its marker unless it has ended; a run
   * that is there already stays as it is.
   *
   * @throws ContendedException when it is not known whether there is a document now
   */
  void begin(Run run, RunDocuments documents) {
    if (!run.state().terminal()) {
      mark(run.key(), run.epoch());
    }
    Commit commit = documents.create(run);
    if (commit instanceof Commit.Ambiguous && documents.load(run.key()).isEmpty()) {
      throw new ContendedException("run " + run.key() + " may or may not have been created");
    }
  }

  private WriteResult raise(String name, int epoch, Content content) {
    Optional<StoredObject> standing = control.read(name);
    if (standing.isEmpty()) {
      return new WriteResult.Conflict();
    }
    long generation = standing.get().generation();
    return epochOf(standing.get()) >= epoch
        ? new WriteResult.Applied(generation)
        : control.replace(name, generation, content);
  }

  private static int epochOf(StoredObject marker) {
    return Documents.read(marker, Epoch.class).epoch();
  }

  /** The runs that have a marker, oldest interval of each pipeline first. */
  List<RunKey> all() {
    return list(PREFIX);
  }

  /** The runs of one pipeline that have a marker, oldest interval first. */
  List<RunKey> of(PipelineName pipeline) {
    return list(PREFIX + pipeline + "/");
  }

  private List<RunKey> list(String prefix) {
    return control.list(prefix).stream().flatMap(o -> key(o.name()).stream()).toList();
  }

  /** Removes the marker of a run whose epoch was seen to have ended, unless it is a newer one's. */
  void unmark(RunKey run, int endedEpoch) {
    control
        .read(name(run))
        .filter(standing -> epochOf(standing) <= endedEpoch)
        .ifPresent(standing -> control.delete(standing.name(), standing.generation()));
  }

  private static String name(RunKey run) {
    return PREFIX + run.pipeline() + "/" + run.interval();
  }

  private static Optional<RunKey> key(String objectName) {
    String[] parts = objectName.substring(PREFIX.length()).split("/", -1);
    return parts.length == 2 && PipelineName.FORM.matcher(parts[0]).matches()
        ? Optional.of(new RunKey(new PipelineName(parts[0]), parts[1]))
        : Optional.empty();
  }
}
