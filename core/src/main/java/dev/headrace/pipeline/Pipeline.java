package dev.headrace.pipeline;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A compiled pipeline: what its YAML file says, checked, with every default written out. Its
 * canonical JSON is the definition that a run names by hash.
 *
 * @param stages in an order in which each stage stands after all that it depends on
 */
public record Pipeline(
    PipelineName name,
    String description,
    String owner,
    Optional<Schedule> schedule,
    Overlap overlap,
    SortedMap<String, Input> inputs,
    SortedMap<TableName, Table> tables,
    List<Stage> stages,
    Retries retries,
    Optional<Deadline> deadline) {

  public Pipeline {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    stages = List.copyOf(stages);
  }

  /** The stage of that name, which is known to exist. */
  public Stage stage(StageName stage) {
    return stages.stream()
        .filter(s -> s.name().equals(stage))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("pipeline " + name + " has no stage " + stage));
  }

  /** The table of that name, which is known to exist. */
  public Table table(TableName table) {
    Table found = tables.get(table);
    if (found == null) {
      throw new IllegalArgumentException("pipeline " + name + " has no table " + table);
    }
    return found;
  }
}
