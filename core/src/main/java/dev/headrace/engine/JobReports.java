package dev.headrace.engine;

import dev.headrace.job.AttemptId;
import dev.headrace.pipeline.Stage;
import dev.headrace.run.Run;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunners;

/** Asks after attempts where their run's definition has them run. */
record JobReports(Deployments deployments, JobSpecs specs, JobRunners runners) {

  /** What a run's definition says of the stage that an attempt of its own epoch is of. */
  Stage stage(Run run, AttemptId attempt) {
    return deployments
        .definition(run.pipeline(), run.definition())
        .pipeline()
        .stage(attempt.stage());
  }

  /** What is known of an attempt of the run's own epoch. */
  JobReport report(Run run, AttemptId attempt) {
    return runners.of(stage(run, attempt)).report(specs.id(attempt));
  }
}
