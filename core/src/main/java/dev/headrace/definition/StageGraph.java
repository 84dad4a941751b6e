package dev.headrace.definition;

import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which stage of the file waits for which: the reader of a table for its writer, the user of a
 * model for its trainer, and whoever says {@code after}.
 */
final class StageGraph {
  private final Map<String, StageSection> stages = new LinkedHashMap<>();
  private final Map<TableName, StageSection> writers = new LinkedHashMap<>();
  private final Map<ModelName, StageSection> trainers = new LinkedHashMap<>();

  StageGraph(List<StageSection> inFileOrder) {
    for (StageSection stage : inFileOrder) {
      stages.put(stage.name(), stage);
      stage.writes().ifPresent(w -> writers.putIfAbsent(w.value(), stage));
      stage.trains().ifPresent(m -> trainers.putIfAbsent(m.value(), stage));
    }
  }

  /** The stage of this file that trains a model. */
  Optional<StageSection> trainer(ModelName model) {
    return Optional.ofNullable(trainers.get(model));
  }

  /** The stage of this file that writes a table. */
  Optional<StageSection> writer(TableName table) {
    return Optional.ofNullable(writers.get(table));
  }

  void check(Collection<String> allNames, Problems problems) {
    for (StageSection stage : stages.values()) {
      checkOnlyWriter(stage, problems);
      for (Found<StageName> after : stage.after()) {
        if (!allNames.contains(after.value().value())) {
          String question = Nearest.question(after.value().value(), allNames);
          problems.add(
              after.place(),
              "no stage named "
                  + Quoted.of(after.value().value())
                  + "."
                  + (question.isEmpty() ? " Write one of this file." : question));
        }
      }
    }
    checkCycles(problems);
  }

  private void checkOnlyWriter(StageSection stage, Problems problems) {
    stage
        .writes()
        .filter(w -> !writers.get(w.value()).name().equals(stage.name()))
        .ifPresent(
            w ->
                problems.add(
                    w.place(),
                    "stage "
                        + Quoted.of(writers.get(w.value()).name())
                        + " writes table "
                        + Quoted.of(w.value().value())
                        + " already. Write another table, and join the two in SQL."));
    stage
        .trains()
        .filter(m -> !trainers.get(m.value()).name().equals(stage.name()))
        .ifPresent(
            m ->
                problems.add(
                    m.place(),
                    "stage "
                        + Quoted.of(trainers.get(m.value()).name())
                        + " trains model "
                        + Quoted.of(m.value().value())
                        + " already. Name another model."));
  }

  private void checkCycles(Problems problems) {
    Map<String, StageSection> left = new LinkedHashMap<>(stages);
    sorted(left);
    while (!left.isEmpty()) {
      List<String> cycle = cycle(left);
      problems.add(
          left.get(cycle.get(0)).place(),
          "waits for itself: "
              + String.join(" after ", cycle)
              + " after "
              + cycle.get(0)
              + ". Break the circle.");
      left.keySet().removeAll(cycle);
      sorted(left);
    }
  }

  /** A circle among stages of which each waits for another, from its first in file order. */
  private List<String> cycle(Map<String, StageSection> left) {
    List<String> walked = new ArrayList<>();
    String next = left.keySet().iterator().next();
    while (!walked.contains(next)) {
      walked.add(next);
      next = before(left.get(next)).stream().filter(left::containsKey).findFirst().orElseThrow();
    }
    List<String> circle = walked.subList(walked.indexOf(next), walked.size());
    String first = left.keySet().stream().filter(circle::contains).findFirst().orElseThrow();
    List<String> turned = new ArrayList<>(circle.subList(circle.indexOf(first), circle.size()));
    turned.addAll(circle.subList(0, circle.indexOf(first)));
    return turned;
  }

  /** All stages, each after those it waits for, else in file order; there are no circles. */
  List<StageSection> sorted() {
    return sorted(new LinkedHashMap<>(stages));
  }

  /** Takes the stages that can be ordered out of {@code left}. */
  private List<StageSection> sorted(Map<String, StageSection> left) {
    List<StageSection> sorted = new ArrayList<>();
    Optional<StageSection> next = free(left);
    while (next.isPresent()) {
      sorted.add(next.get());
      left.remove(next.get().name());
      next = free(left);
    }
    return sorted;
  }

  private Optional<StageSection> free(Map<String, StageSection> left) {
    return left.values().stream()
        .filter(stage -> before(stage).stream().noneMatch(left::containsKey))
        .findFirst();
  }

  /** The stages of the file that a stage waits for. */
  Set<String> before(StageSection stage) {
    Set<String> before = new TreeSet<>();
    stage.after().forEach(a -> before.add(a.value().value()));
    for (StageRead read : stage.reads()) {
      if (TableName.FORM.matcher(read.target()).matches()) {
        Optional.ofNullable(writers.get(new TableName(read.target())))
            .ifPresent(w -> before.add(w.name()));
      }
    }
    stage.loads().flatMap(l -> writer(l.value())).ifPresent(w -> before.add(w.name()));
    stage.scores().flatMap(this::trainer).ifPresent(t -> before.add(t.name()));
    before.retainAll(stages.keySet());
    return before;
  }

  StageSection stage(String name) {
    return stages.get(name);
  }
}
