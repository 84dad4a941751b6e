package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.Batch;
import dev.headrace.functions.Settings;
import dev.headrace.functions.dataproc.BatchRunner;
import dev.headrace.runner.JobRunner;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchRunnerContractTest extends LocalRunnerContract {
  @Override
  JobRunner runner(Settings settings) {
    return new BatchRunner(settings);
  }

  @Override
  void awaitEnd(String id) {
    local.awaitEnd(id);
  }

  @Override
  protected int jobs() {
    int jobs = 0;
    for (Batch batch : local.client.listBatches(LocalDataproc.PARENT).iterateAll()) {
      jobs += batch.getName().isEmpty() ? 0 : 1;
    }
    return jobs;
  }
}
