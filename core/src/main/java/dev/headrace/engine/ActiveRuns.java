package dev.headrace.engine;

import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.util.List;
import java.util.Optional;

/**
 * The markers of runs that have not ended: a superset, so that nobody has to look at history to
 * find them. A marker is written before its run leaves a terminal state and deleted only at the
 * generation that was read before the run was seen to be terminal.
 */
final class ActiveRuns {
  private static final String PREFIX = "active/";

  private final ObjectStore control;

  ActiveRuns(ObjectStore control) {
    this.control = control;
  }

  /** A marker as it was listed. */
  record Marker(RunKey run, String objectName, long generation) {}

  /**
   * Makes sure that the run has a marker.
   *
   * @throws ContendedException when it is not known whether it has
   */
  void mark(RunKey run) {
    WriteResult result =
        control.create(
            name(run), Content.json("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    if (result instanceof WriteResult.Unknown unknown) {
      throw new ContendedException("the marker of " + run + ": " + unknown.reason());
    }
  }

  /** All markers, oldest interval of each pipeline first. */
  List<Marker> all() {
    return list(PREFIX);
  }

  /** The markers of one pipeline, oldest interval first. */
  List<Marker> of(PipelineName pipeline) {
    return list(PREFIX + pipeline + "/");
  }

  private List<Marker> list(String prefix) {
    return control.list(prefix).stream()
        .flatMap(o -> key(o.name()).map(k -> new Marker(k, o.name(), o.generation())).stream())
        .toList();
  }

  /** Removes a marker, if it is still the one that was listed. */
  void unmark(Marker marker) {
    control.delete(marker.objectName(), marker.generation());
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
