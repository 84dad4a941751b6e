package dev.headrace.spark;

import dev.headrace.job.JobWork;
import dev.headrace.spark.code.MainClass;
import dev.headrace.spark.code.TransformStage;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.model.GradeStage;
import dev.headrace.spark.model.ScoreStage;
import dev.headrace.spark.model.SnapshotStage;
import dev.headrace.spark.sql.SqlStage;
import java.util.concurrent.Callable;

/** One stage per kind of work, over a session that is ready. */
record Stages(Attempt attempt) implements JobWork.Cases<Callable<Result>> {
  @Override
  public Callable<Result> sql(JobWork.Sql work) {
    return new SqlStage(attempt, work)::run;
  }

  @Override
  public Callable<Result> snapshot(JobWork.Snapshot work) {
    return new SnapshotStage(attempt, work)::run;
  }

  @Override
  public Callable<Result> train(JobWork.Train work) {
    return inPython("train", "headrace_trainer.py");
  }

  @Override
  public Callable<Result> grade(JobWork.Grade work) {
    return new GradeStage(attempt, work)::run;
  }

  @Override
  public Callable<Result> score(JobWork.Score work) {
    return new ScoreStage(attempt, work)::run;
  }

  @Override
  public Callable<Result> transform(JobWork.Transform work) {
    return new TransformStage(attempt, work)::run;
  }

  @Override
  public Callable<Result> main(JobWork.Main work) {
    return new MainClass(attempt.spec(), work)::run;
  }

  @Override
  public Callable<Result> python(JobWork.Python work) {
    return inPython("python", "headrace_stage.py");
  }

  @Override
  public Callable<Result> load(JobWork.Load work) {
    return () -> {
      throw JobFailure.user("load runs as a job of BigQuery, not in this main class");
    };
  }

  private static Callable<Result> inPython(String kind, String program) {
    return () -> {
      throw JobFailure.user(kind + " runs in Python (" + program + "), not in this main class");
    };
  }
}
