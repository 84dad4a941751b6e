package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.JobControllerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;

/** Makes Google's client for jobs on clusters, over HTTP and JSON. */
final class JobClient {
  private JobClient() {}

  static JobControllerClient connect(String region, Optional<URI> endpoint) {
    try {
      JobControllerSettings.Builder settings = JobControllerSettings.newHttpJsonBuilder();
      Connection.address(settings, region, endpoint);
      Connection.sendOnce(settings.submitJobSettings());
      Connection.sendOnce(settings.cancelJobSettings());
      Connection.tryAgain(settings.getJobSettings());
      return JobControllerClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
