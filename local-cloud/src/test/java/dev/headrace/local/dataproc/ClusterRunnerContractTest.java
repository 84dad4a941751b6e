package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.Job;
import dev.headrace.functions.Settings;
import dev.headrace.functions.dataproc.ClusterRunner;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.runner.JobRunner;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClusterRunnerContractTest extends LocalRunnerContract {
  @Override
  JobRunner runner(Settings settings) {
    return new ClusterRunner(settings, new ClusterName("local"));
  }

  @Override
  void awaitEnd(String id) {
    local.awaitJob(id);
  }

  @Override
  protected int jobs() {
    int jobs = 0;
    for (Job job : local.jobs.listJobs("local-test", "europe-west1").iterateAll()) {
      jobs += job.getJobUuid().isEmpty() ? 0 : 1;
    }
    return jobs;
  }
}
