package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a stage does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Work.Sql.class, name = "sql"),
  @JsonSubTypes.Type(value = Work.Snapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = Work.Train.class, name = "train"),
  @JsonSubTypes.Type(value = Work.Grade.class, name = "grade"),
  @JsonSubTypes.Type(value = Work.Score.class, name = "score"),
  @JsonSubTypes.Type(value = Work.Transform.class, name = "transform"),
  @JsonSubTypes.Type(value = Work.Main.class, name = "main"),
  @JsonSubTypes.Type(value = Work.Python.class, name = "python"),
  @JsonSubTypes.Type(value = Work.Load.class, name = "load")
})
public sealed interface Work {
  <R> R match(Cases<R> cases);

  /** The table of the lake that the stage writes, which has no other writer. */
  default Optional<TableName> written() {
    return match(new WrittenTable());
  }

  /** A SQL file over what is read; its rows are the interval's rows of a table. */
  record Sql(Code sql, TableName writes) implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.sql(this);
    }
  }

  /**
   * The first step of {@code train}: exports training and holdout rows as Parquet. Training rows
   * end {@code labelMaturity} before the holdout begins.
   */
  record Snapshot(ModelName model, Features features, Holdout holdout) implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.snapshot(this);
    }
  }

  /** The second step: the user's Python script over the exported rows. */
  record Train(Code script, ModelName model, Features features, StageName snapshot)
      implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.train(this);
    }
  }

  /** The last step: scores the holdout itself, judges, registers, and promotes or refuses. */
  record Grade(
      ModelName model,
      Features features,
      Holdout holdout,
      Promote promote,
      StageName snapshot,
      StageName trainer)
      implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.grade(this);
    }
  }

  /** Applies a model's champion to what is read; its rows are the interval's rows of a table. */
  record Score(ModelName model, List<String> keys, TableName writes) implements Work {
    public Score {
      keys = List.copyOf(keys);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.score(this);
    }
  }

  /** A class of the user's jar that gives the interval's rows of a table. */
  record Transform(Code jar, String className, TableName writes) implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.transform(this);
    }
  }

  /** A main class of the user's jar; what it publishes is its own. */
  record Main(Code jar, String className) implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.main(this);
    }
  }

  /** A PySpark script that gives the interval's rows of a table. */
  record Python(Code script, TableName writes) implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.python(this);
    }
  }

  /**
   * Brings the published interval of a table into BigQuery.
   *
   * @param dataset the data set, made if it is missing
   * @param into the table in it, made if it is missing
   * @param location {@code US} or {@code EU}; without it the data set is in the region of the jobs
   * @param writer the stage that publishes the interval
   */
  record Load(
      TableName table, String dataset, String into, Optional<String> location, StageName writer)
      implements Work {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.load(this);
    }
  }

  /** The columns that a model learns from, in order, and the one it learns. */
  record Features(List<String> columns, String label) {
    public Features {
      columns = List.copyOf(columns);
    }
  }

  /** The newest intervals, kept from training, on which a model is graded. */
  record Holdout(int lastIntervals, Duration labelMaturity) {}

  /**
   * When a trained model becomes the champion.
   *
   * @param metric only {@code auc}
   * @param margin by how much it must beat the champion
   * @param confidence of the block-bootstrap interval of the difference, such as 0.95; without it
   *     the interval is reported and decides nothing
   * @param maxCalibrationError the largest expected calibration error, if bounded
   */
  record Promote(
      String metric,
      double margin,
      Optional<Double> confidence,
      Optional<Double> maxCalibrationError) {}

  /** One method per kind of work: a new one does not compile until every reader answers it. */
  interface Cases<R> {
    R sql(Sql work);

    R snapshot(Snapshot work);

    R train(Train work);

    R grade(Grade work);

    R score(Score work);

    R transform(Transform work);

    R main(Main work);

    R python(Python work);

    R load(Load work);
  }
}
