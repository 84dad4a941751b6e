package dev.headrace.definition;

import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The {@code stages} of a file, all together. */
final class StagesSection {
  private final Entries<Fields> entries;
  private final List<StageSection> stages;
  private final StageGraph graph;

  StagesSection(Entries<Fields> entries) {
    this.entries = entries;
    this.stages =
        entries.all().stream()
            .filter(e -> e.value().isPresent())
            .map(e -> new StageSection(e.name(), e.place(), e.value().orElseThrow()))
            .toList();
    this.graph = new StageGraph(stages);
  }

  void check(
      Declared declared, Optional<ScheduleSection> schedule, CodeFiles code, Problems problems) {
    ModelRules models =
        new ModelRules(declared, schedule.flatMap(ScheduleSection::every), problems);
    LoadRules loads = new LoadRules(declared, graph, problems);
    for (StageSection stage : stages) {
      stage.check(declared, schedule, code, problems);
      loads.check(stage);
      if (stage.fields().writes(StageKeys.TRAIN)) {
        checkSteps(stage, problems);
        models.checkTrain(stage);
      }
      if (stage.fields().writes(StageKeys.SCORE)) {
        models.checkScore(stage, stage.scores().flatMap(graph::trainer));
      }
    }
    graph.check(entries.names(), problems);
  }

  private void checkSteps(StageSection train, Problems problems) {
    int longest = 30 - TrainSteps.SNAPSHOT.length();
    if (train.name().length() > longest) {
      problems.add(
          train.place(),
          "the name of a train stage has at most "
              + longest
              + " characters, for its steps add to"
              + " it. Shorten it.");
    }
    for (String ending : TrainSteps.ENDINGS) {
      entries
          .find(train.name() + ending)
          .ifPresent(
              taken ->
                  problems.add(
                      taken.place(),
                      "this is the name of a step of stage "
                          + Quoted.of(train.name())
                          + ". Choose another."));
    }
  }

  /** Reports stages whose jobs would be too large to describe. */
  void checkSizes(Pipeline pipeline, Problems problems) {
    JobSize size = new JobSize(pipeline);
    for (Stage stage : pipeline.stages()) {
      int bytes = size.bytes(stage);
      if (bytes > JobSize.MOST_BYTES) {
        problems.add(
            graph.stage(stage.origin().value()).place(),
            "its job would be described in "
                + bytes
                + " bytes, but may have "
                + JobSize.MOST_BYTES
                + ". Shorten descriptions and lists of values, or read fewer intervals.");
      }
    }
  }

  List<Stage> build(Declared declared, CodeFiles code, Optional<Placement> usual) {
    List<Stage> built = new ArrayList<>();
    for (StageSection stage : graph.sorted()) {
      SortedMap<String, Read> reads = stage.builtReads(declared);
      SortedSet<StageName> after = after(stage);
      Optional<Placement> placement =
          stage.loads().isPresent() ? Optional.empty() : stage.placement(usual);
      Fields fields = stage.fields();
      if (fields.writes(StageKeys.TRAIN)) {
        Code script = code.get(fields.the(StageKeys.TRAIN));
        built.addAll(new TrainSteps(stage, placement).build(reads, after, script));
      } else {
        built.add(single(stage, after, placement, reads, work(fields, code)));
      }
    }
    return built;
  }

  private SortedSet<StageName> after(StageSection stage) {
    SortedSet<StageName> after = new TreeSet<>();
    graph.before(stage).forEach(name -> after.add(graph.stage(name).lastStep()));
    return after;
  }

  private Work work(Fields fields, CodeFiles code) {
    if (fields.writes(StageKeys.SPARK)) {
      return new JarStage(fields).build(code);
    }
    if (fields.writes(StageKeys.PYTHON)) {
      return new Work.Python(code.get(fields.the(StageKeys.PYTHON)), fields.the(StageKeys.WRITES));
    }
    if (fields.writes(StageKeys.LOAD)) {
      return load(fields);
    }
    return fields.writes(StageKeys.SQL)
        ? new Work.Sql(code.get(fields.the(StageKeys.SQL)), fields.the(StageKeys.WRITES))
        : new Work.Score(
            fields.the(StageKeys.SCORE),
            ExpectationSection.values(fields.the(StageKeys.KEYS)),
            fields.the(StageKeys.WRITES));
  }

  private Work load(Fields fields) {
    TableName table = fields.the(StageKeys.LOAD);
    String into = fields.the(StageKeys.INTO);
    int dot = into.indexOf('.');
    return new Work.Load(
        table,
        into.substring(0, dot),
        into.substring(dot + 1),
        fields.value(StageKeys.LOCATION),
        graph.writer(table).orElseThrow().stageName());
  }

  private static Stage single(
      StageSection stage,
      SortedSet<StageName> after,
      Optional<Placement> placement,
      SortedMap<String, Read> reads,
      Work work) {
    return new Stage(
        stage.stageName(),
        stage.stageName(),
        after,
        stage.every(),
        stage.timeout(),
        placement,
        reads,
        stage.parameters(),
        work);
  }
}
