package dev.headrace.run;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.FilePattern;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Overlap;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.Retries;
import dev.headrace.pipeline.Schedule;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Pipelines that tests run. */
public final class Pipelines {
  public static final PipelineName FLIGHTS = new PipelineName("flights");
  public static final StageName CLEAN = new StageName("clean");
  public static final StageName FEATURES = new StageName("features");
  public static final StageName TRAIN = new StageName("train");
  public static final StageName SCORE = new StageName("score");
  public static final StageName PUBLISH = new StageName("publish");
  public static final ModelName MODEL = new ModelName("flight_delay");

  public static final StageName LOAD = new StageName("load");
  public static final StageName LEFT = new StageName("left");
  public static final StageName RIGHT = new StageName("right");
  public static final StageName JOIN = new StageName("join");

  private Pipelines() {}

  /** load, then left and right beside each other, then join; all else as in {@link #flights()}. */
  public static Pipeline diamond() {
    Pipeline flights = flights();
    TreeMap<TableName, Table> tables = new TreeMap<>();
    List.of(LOAD, LEFT, RIGHT, JOIN)
        .forEach(s -> tables.put(new TableName(s.value()), table(s.value())));
    return new Pipeline(
        FLIGHTS,
        "",
        "",
        flights.schedule(),
        flights.overlap(),
        flights.inputs(),
        tables,
        List.of(
            node(LOAD, Set.of(), Map.of("raw", new Read.Files("landing"))),
            node(LEFT, Set.of(LOAD), rowsOf(LOAD)),
            node(RIGHT, Set.of(LOAD), rowsOf(LOAD)),
            node(JOIN, Set.of(LEFT, RIGHT), rowsOf(RIGHT))),
        flights.retries(),
        Optional.empty());
  }

  /** clean, and then publish, which loads what clean wrote; all else as in {@link #flights()}. */
  public static Pipeline published() {
    Pipeline flights = flights();
    Table table = table("flights");
    return new Pipeline(
        FLIGHTS,
        "",
        "",
        flights.schedule(),
        flights.overlap(),
        flights.inputs(),
        new TreeMap<>(Map.of(table.name(), table)),
        List.of(
            flights.stage(CLEAN),
            stage(
                PUBLISH,
                Set.of(CLEAN),
                Optional.empty(),
                Map.of(),
                new Work.Load(table.name(), "analytics", "flights", Optional.empty(), CLEAN))),
        flights.retries(),
        Optional.empty());
  }

  /** The same pipeline with other inputs. */
  public static Pipeline withInputs(Pipeline pipeline, SortedMap<String, Input> inputs) {
    return new Pipeline(
        pipeline.name(),
        pipeline.description(),
        pipeline.owner(),
        pipeline.schedule(),
        pipeline.overlap(),
        inputs,
        pipeline.tables(),
        pipeline.stages(),
        pipeline.retries(),
        pipeline.deadline());
  }

  /** The same pipeline with a stage on a cluster. */
  public static Pipeline onCluster(Pipeline pipeline, StageName placed, String cluster) {
    return new Pipeline(
        pipeline.name(),
        pipeline.description(),
        pipeline.owner(),
        pipeline.schedule(),
        pipeline.overlap(),
        pipeline.inputs(),
        pipeline.tables(),
        pipeline.stages().stream()
            .map(stage -> stage.name().equals(placed) ? onCluster(stage, cluster) : stage)
            .toList(),
        pipeline.retries(),
        pipeline.deadline());
  }

  private static Stage onCluster(Stage stage, String cluster) {
    return new Stage(
        stage.name(),
        stage.origin(),
        stage.after(),
        stage.every(),
        stage.timeout(),
        Optional.of(new Placement(new ClusterName(cluster))),
        stage.reads(),
        stage.parameters(),
        stage.work());
  }

  private static Map<String, Read> rowsOf(StageName stage) {
    return Map.of("rows", new Read.Rows(new TableName(stage.value()), 1));
  }

  private static Stage node(StageName name, Set<StageName> after, Map<String, Read> reads) {
    return stage(
        name,
        after,
        Optional.empty(),
        reads,
        new Work.Sql(
            new Code("sql/" + name + ".sql", "c".repeat(64)), new TableName(name.value())));
  }

  /** clean, features, a weekly train, score: daily in UTC, due at 04:15. */
  public static Pipeline flights() {
    return flights(Input.InputDeadline.Then.FAIL);
  }

  /** The same, with this answer to an input that is not complete after six hours. */
  public static Pipeline flights(Input.InputDeadline.Then then) {
    Table flights = table("flights");
    Table features = table("flight_features");
    Table scores = table("flight_scores");
    Work.Features columns = new Work.Features(List.of("distance"), "late");
    TreeMap<String, Input> inputs = new TreeMap<>();
    inputs.put("landing", input(then));
    TreeMap<TableName, Table> tables = new TreeMap<>();
    List.of(flights, features, scores).forEach(t -> tables.put(t.name(), t));
    return new Pipeline(
        FLIGHTS,
        "",
        "",
        Optional.of(
            new Schedule(
                Cadence.DAY,
                LocalTime.of(4, 15),
                ZoneOffset.UTC,
                Optional.of(LocalDate.of(2001, 1, 1)),
                new Schedule.Catchup(Schedule.Catchup.Rule.ALL, 62),
                Duration.ofHours(1),
                Schedule.Gap.SHIFT,
                Schedule.Fold.FIRST)),
        Overlap.ONE_AT_A_TIME,
        inputs,
        tables,
        List.of(
            stage(
                CLEAN,
                Set.of(),
                Optional.empty(),
                Map.of("raw", new Read.Files("landing")),
                new Work.Sql(new Code("sql/clean.sql", "c".repeat(64)), flights.name())),
            stage(
                FEATURES,
                Set.of(CLEAN),
                Optional.empty(),
                Map.of("flights", new Read.Rows(flights.name(), 8)),
                new Work.Sql(new Code("sql/features.sql", "d".repeat(64)), features.name())),
            stage(
                TRAIN,
                Set.of(FEATURES),
                Optional.of(Cadence.WEEK),
                Map.of("features", new Read.Rows(features.name(), 28)),
                new Work.Snapshot(MODEL, columns, new Work.Holdout(3, Duration.ofDays(1)))),
            stage(
                SCORE,
                Set.of(FEATURES, TRAIN),
                Optional.empty(),
                Map.of("features", new Read.Rows(features.name(), 1)),
                new Work.Score(MODEL, List.of("flight"), scores.name()))),
        Retries.DEFAULT,
        Optional.empty());
  }

  private static Input input(Input.InputDeadline.Then then) {
    return new Input(
        new FilePattern("gs://{landing}/flights/{interval}/*.csv.gz"),
        new Input.Complete(Optional.of("_SUCCESS"), Optional.empty()),
        Optional.of(new Input.InputDeadline(Duration.ofHours(6), then)),
        Optional.of(new Input.Late(Input.Late.Rerun.CHANGED, Duration.ofDays(7))),
        Input.Format.CSV,
        List.of(new Column("delay", "int", true, "")),
        0.01);
  }

  private static Table table(String name) {
    return new Table(
        new TableName(name),
        "tables/" + name,
        List.of(new Column("day", "string", false, "")),
        "day",
        List.of(),
        0.1,
        new TreeMap<>());
  }

  private static Stage stage(
      StageName name,
      Set<StageName> after,
      Optional<Cadence> every,
      Map<String, Read> reads,
      Work work) {
    return new Stage(
        name,
        name,
        new TreeSet<>(after),
        every,
        Duration.ofHours(4),
        Optional.empty(),
        new TreeMap<>(reads),
        new TreeMap<>(),
        work);
  }
}
