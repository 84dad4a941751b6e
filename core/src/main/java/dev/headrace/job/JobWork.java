package dev.headrace.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a job does, resolved to addresses. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobWork.Sql.class, name = "sql"),
  @JsonSubTypes.Type(value = JobWork.Snapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = JobWork.Train.class, name = "train"),
  @JsonSubTypes.Type(value = JobWork.Grade.class, name = "grade"),
  @JsonSubTypes.Type(value = JobWork.Score.class, name = "score"),
  @JsonSubTypes.Type(value = JobWork.Transform.class, name = "transform"),
  @JsonSubTypes.Type(value = JobWork.Main.class, name = "main"),
  @JsonSubTypes.Type(value = JobWork.Python.class, name = "python"),
  @JsonSubTypes.Type(value = JobWork.Load.class, name = "load")
})
public sealed interface JobWork {
  <R> R match(Cases<R> cases);

  /**
   * Runs a SQL file over the inputs and publishes its rows.
   *
   * @param sql {@code gs://code/<sha256>/clean.sql}
   */
  record Sql(String sql, String sha256, JobOutput output) implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.sql(this);
    }
  }

  /**
   * Exports the one input of kind table to {@code <staging>/train} and {@code <staging>/holdout}.
   *
   * @param holdoutIntervals how many of the input's newest intervals are the holdout
   * @param labelMaturity training rows end this long before the holdout's first interval begins
   */
  record Snapshot(
      ModelName model, Work.Features features, int holdoutIntervals, Duration labelMaturity)
      implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.snapshot(this);
    }
  }

  /**
   * Runs the user's script over the exported rows; it leaves {@code <staging>/model.ubj} and {@code
   * <staging>/train_report.json}.
   *
   * @param script {@code gs://code/<sha256>/train.py}
   * @param train where the training rows are: {@code <staging of the snapshot>/train}
   * @param seed for every random choice of the script
   */
  record Train(
      ModelName model,
      Work.Features features,
      String script,
      String sha256,
      String train,
      long seed)
      implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.train(this);
    }
  }

  /**
   * Scores the holdout with the trained model and the champion, judges the gates, registers the
   * version and promotes it or says why not.
   *
   * @param store {@code gs://lake/models/<model>}: versions and aliases
   * @param snapshot the staging prefix of the snapshot: {@code train} and {@code holdout} below it
   * @param trained the staging prefix of the trainer: {@code model.ubj} below it
   */
  record Grade(
      ModelName model,
      Work.Features features,
      Work.Holdout holdout,
      Work.Promote promote,
      String store,
      String snapshot,
      String trained)
      implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.grade(this);
    }
  }

  /**
   * Applies a model version to the one input and publishes the scores.
   *
   * @param keys the columns of the input that name a row
   * @param scoredAt the same for every attempt of the run, so that a retry changes no bytes
   */
  record Score(
      ModelName model,
      String store,
      ModelVersion version,
      List<String> keys,
      Instant scoredAt,
      JobOutput output)
      implements JobWork {
    public Score {
      keys = List.copyOf(keys);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.score(this);
    }
  }

  /**
   * Runs a class of the user's jar over the inputs and publishes the rows that it gives.
   *
   * @param jar {@code gs://code/<sha256>/shop.jar}
   */
  record Transform(String jar, String sha256, String className, JobOutput output)
      implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.transform(this);
    }
  }

  /**
   * Runs a main class of the user's jar, which is given this job's spec as {@code --job}.
   *
   * @param jar {@code gs://code/<sha256>/shop.jar}
   */
  record Main(String jar, String sha256, String className) implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.main(this);
    }
  }

  /**
   * Runs a PySpark script over the inputs and publishes the rows that it gives.
   *
   * @param script {@code gs://code/<sha256>/daily.py}
   * @param jobs {@code gs://code/<sha256>/jobs.jar}: what reads, audits and publishes, in the JVM
   *     beside Python
   */
  record Python(String script, String sha256, String jobs, JobOutput output) implements JobWork {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.python(this);
    }
  }

  /**
   * Brings one interval of a table into BigQuery, as it was published at one version. A load job
   * does it: it writes no outcome, so what the service reports ends the attempt.
   *
   * @param uri {@code gs://lake/tables/flight_scores}
   * @param version of the table, whose commit replaced the interval
   * @param cadence how long the interval is
   * @param location {@code US} or {@code EU}; without it the data set is in the region of the jobs
   */
  record Load(
      TableName table,
      String uri,
      long version,
      List<Column> columns,
      String intervalColumn,
      Cadence cadence,
      String dataset,
      String into,
      Optional<String> location)
      implements JobWork {
    public Load {
      columns = List.copyOf(columns);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.load(this);
    }
  }

  /** One method per kind. */
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
