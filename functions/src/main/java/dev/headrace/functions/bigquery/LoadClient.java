package dev.headrace.functions.bigquery;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.bigquery.Bigquery;
import com.google.api.services.bigquery.BigqueryScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Makes Google's client for BigQuery, which sends every request once. */
final class LoadClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(25);

  private LoadClient() {}

  /**
   * @param endpoint another address than Google's; plain http gets no credentials
   */
  static Bigquery connect(Optional<URI> endpoint) {
    HttpRequestInitializer credentials =
        endpoint.filter(uri -> uri.getScheme().equals("http")).isPresent()
            ? request -> {}
            : credentials();
    Bigquery.Builder client =
        new Bigquery.Builder(
                new NetHttpTransport(),
                GsonFactory.getDefaultInstance(),
                request -> {
                  credentials.initialize(request);
                  request.setConnectTimeout((int) CONNECT.toMillis());
                  request.setReadTimeout((int) READ.toMillis());
                })
            .setApplicationName("headrace");
    endpoint.ifPresent(uri -> client.setRootUrl(uri + "/"));
    return client.build();
  }

  private static HttpRequestInitializer credentials() {
    try {
      return new HttpCredentialsAdapter(
          GoogleCredentials.getApplicationDefault().createScoped(BigqueryScopes.BIGQUERY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
