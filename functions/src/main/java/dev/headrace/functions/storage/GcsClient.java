package dev.headrace.functions.storage;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to Cloud Storage, shared by the stores of all buckets, over Google's client for its
 * JSON API.
 *
 * <p>Nothing below it sends a write twice: whatever repeats requests is off, and the JDK's
 * connection, which repeats a request whose connection broke, does so only for those without a body
 * of declared length: every upload declares one, and a delete an empty one. Whoever gets a 412 can
 * therefore be sure that another writer was first. The exception is a request that was refused for
 * its token, which was not served: it is sent again with a new one.
 *
 * @param deletes the same service, whose requests declare an empty body
 */
record GcsClient(Storage storage, Storage deletes, Timeouts timeouts) {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

  /** How long to wait: far below the time limit of a function. */
  record Timeouts(Duration connect, Duration read, Duration total) {
    static final Timeouts STANDARD =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  /**
   * Connects lazily: nothing is sent, and no credentials are looked for, before the first request.
   *
   * @param endpoint another address than Google's; plain http gets no credentials
   */
  static GcsClient of(Optional<URI> endpoint, Timeouts timeouts) {
    boolean plain = endpoint.filter(uri -> uri.getScheme().equals("http")).isPresent();
    HttpRequestInitializer credentials = plain ? request -> {} : new DefaultCredentials();
    HttpRequestInitializer initializer =
        request -> {
          credentials.initialize(request);
          prepare(request, timeouts);
        };
    return new GcsClient(
        service(new NetHttpTransport(), initializer, endpoint),
        service(
            new NetHttpTransport.Builder().setConnectionFactory(GcsClient::withEmptyBody).build(),
            initializer,
            endpoint),
        timeouts);
  }

  private static Storage service(
      NetHttpTransport transport, HttpRequestInitializer initializer, Optional<URI> endpoint) {
    Storage.Builder service =
        new Storage.Builder(transport, GsonFactory.getDefaultInstance(), initializer)
            .setApplicationName("headrace");
    endpoint.ifPresent(uri -> service.setRootUrl(uri + "/"));
    return service.build();
  }

  private static void prepare(HttpRequest request, Timeouts timeouts) {
    request.setConnectTimeout((int) timeouts.connect().toMillis());
    request.setReadTimeout((int) timeouts.read().toMillis());
    request.setFollowRedirects(false);
    request.setLoggingEnabled(false);
    request.setCurlLoggingEnabled(false);
  }

  private static HttpURLConnection withEmptyBody(URL url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(0);
    return connection;
  }

  /** Those of the environment, looked for with the first request. */
  private static final class DefaultCredentials implements HttpRequestInitializer {
    private HttpCredentialsAdapter adapter;

    @Override
    public void initialize(HttpRequest request) throws IOException {
      adapter().initialize(request);
    }

    private synchronized HttpCredentialsAdapter adapter() throws IOException {
      if (adapter == null) {
        adapter =
            new HttpCredentialsAdapter(
                GoogleCredentials.getApplicationDefault().createScoped(SCOPE));
      }
      return adapter;
    }
  }
}
