package dev.headrace.functions.dataproc;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ClientSettings;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnaryCallSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How Google's clients for Dataproc are set up: where they call, and with what time limits. */
final class Connection {
  private static final Duration CHANGE = Duration.ofSeconds(25);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final Duration READS_IN_ALL = Duration.ofSeconds(25);

  private Connection() {}

  /**
   * Names the service.
   *
   * @param endpoint another address than Google's; plain http is called without credentials
   */
  static void address(ClientSettings.Builder<?, ?> client, String region, Optional<URI> endpoint) {
    // The global endpoint does not serve every region.
    client.setEndpoint(
        endpoint.map(Connection::address).orElse(region + "-dataproc.googleapis.com:443"));
    if (endpoint.filter(uri -> uri.getScheme().equals("http")).isPresent()) {
      client.setCredentialsProvider(NoCredentialsProvider.create());
    }
  }

  /** A change is sent once: whoever asked sends the same id again when it saw no answer. */
  static void sendOnce(UnaryCallSettings.Builder<?, ?> change) {
    change.setSimpleTimeoutNoRetriesDuration(CHANGE);
  }

  /** A read is tried again, for a time that fits into a function call. */
  static void tryAgain(UnaryCallSettings.Builder<?, ?> read) {
    read.setRetryableCodes(
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
  }

  /** Plain http is named in full; with TLS the client wants host and port only. */
  private static String address(URI endpoint) {
    if (endpoint.getScheme().equals("http")) {
      return endpoint.toString();
    }
    return endpoint.getHost() + ":" + (endpoint.getPort() < 0 ? 443 : endpoint.getPort());
  }
}
