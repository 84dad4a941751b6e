package dev.headrace.cli.doctor;

import com.google.auth.oauth2.GoogleCredentials;
import dev.headrace.cli.doctor.GoogleApis.Header;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The credentials of the person at the command line, as Google's libraries find them. */
final class ApplicationCredentials implements GoogleApis.Credentials {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private GoogleCredentials credentials;

  @Override
  public synchronized List<Header> headers(URI address) throws IOException {
    if (credentials == null) {
      credentials = GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
    }
    List<Header> headers = new ArrayList<>();
    credentials
        .getRequestMetadata(address)
        .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
    return headers;
  }
}
