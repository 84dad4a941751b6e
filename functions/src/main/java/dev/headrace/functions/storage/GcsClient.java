package dev.headrace.functions.storage;

import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to Cloud Storage, shared by the stores of all buckets.
 *
 * <p>Nothing below it sends a write twice: the client's own retries are off, and the JDK's
 * connection, which repeats a request whose connection broke, does so only for those without a
 * declared body: Google's client declares one for every write, and an empty one for a delete.
 * Whoever gets a 412 can therefore be sure that another writer was first.
 *
 * @param objects Google's client, for writes and listings
 * @param media the same transport and credentials one layer down: Google's client hides the
 *     generation of what it downloads, and only in one answer do content and generation belong
 *     together
 */
record GcsClient(Storage objects, HttpRequestFactory media, String host, Timeouts timeouts) {

  /** How long to wait: far below the time limit of a function. */
  record Timeouts(Duration connect, Duration read, Duration total) {
    static final Timeouts STANDARD =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  /**
   * Connects lazily: nothing is sent before the first request.
   *
   * @param endpoint another address than Google's; plain http gets no credentials
   */
  static GcsClient of(String project, Optional<URI> endpoint, Timeouts timeouts) {
    HttpTransport transport = new NetHttpTransport();
    StorageOptions options = options(project, endpoint, timeouts, transport);
    HttpRequestInitializer initializer =
        ((HttpTransportOptions) options.getTransportOptions()).getHttpRequestInitializer(options);
    HttpRequestFactory media =
        transport.createRequestFactory(
            request -> {
              initializer.initialize(request);
              request.setResponseReturnRawInputStream(true);
            });
    return new GcsClient(options.getService(), media, options.getHost(), timeouts);
  }

  private static StorageOptions options(
      String project, Optional<URI> endpoint, Timeouts timeouts, HttpTransport transport) {
    StorageOptions.Builder options =
        StorageOptions.http()
            .setProjectId(project)
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setHttpTransportFactory(() -> transport)
                    .setConnectTimeout((int) timeouts.connect().toMillis())
                    .setReadTimeout((int) timeouts.read().toMillis())
                    .build())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setMaxAttempts(1)
                    .setTotalTimeoutDuration(timeouts.total())
                    .build());
    endpoint.ifPresent(
        uri -> {
          options.setHost(uri.toString());
          if (uri.getScheme().equals("http")) {
            options.setCredentials(NoCredentials.getInstance());
          }
        });
    return options.build();
  }
}
