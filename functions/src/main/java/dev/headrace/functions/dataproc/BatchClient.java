package dev.headrace.functions.dataproc;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.BatchControllerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Makes Google's client for batches, over HTTP and JSON, with time limits of our own. */
final class BatchClient {
  private static final Duration CREATE = Duration.ofSeconds(25);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final Duration READS_IN_ALL = Duration.ofSeconds(25);

  private BatchClient() {}

  static BatchControllerClient connect(String region, Optional<URI> endpoint) {
    try {
      BatchControllerSettings.Builder settings = BatchControllerSettings.newHttpJsonBuilder();
      // The global endpoint does not serve every region.
      settings.setEndpoint(
          endpoint.map(BatchClient::address).orElse(region + "-dataproc.googleapis.com:443"));
      if (endpoint.filter(uri -> uri.getScheme().equals("http")).isPresent()) {
        settings.setCredentialsProvider(NoCredentialsProvider.create());
      }
      // A create is sent once: whoever asked sends the same id again when it saw no answer.
      settings.createBatchSettings().setSimpleTimeoutNoRetriesDuration(CREATE);
      settings
          .getBatchSettings()
          .setRetryableCodes(
              Set.of(
                  StatusCode.Code.UNAVAILABLE,
                  StatusCode.Code.INTERNAL,
                  StatusCode.Code.DEADLINE_EXCEEDED))
          .setRetrySettings(
              RetrySettings.newBuilder()
                  .setMaxAttempts(3)
                  .setInitialRetryDelayDuration(Duration.ofMillis(200))
                  .setRetryDelayMultiplier(3)
                  .setMaxRetryDelayDuration(Duration.ofSeconds(1))
                  .setInitialRpcTimeoutDuration(READ)
                  .setMaxRpcTimeoutDuration(READ)
                  .setTotalTimeoutDuration(READS_IN_ALL)
                  .build());
      return BatchControllerClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plain http is named in full; with TLS the client wants host and port only. */
  private static String address(URI endpoint) {
    if (endpoint.getScheme().equals("http")) {
      return endpoint.toString();
    }
    return endpoint.getHost() + ":" + (endpoint.getPort() < 0 ? 443 : endpoint.getPort());
  }
}
