package dev.headrace.local.driver;

import java.io.IOException;
import java.nio.file.Path;

/** The connector of the line that managed runtimes bring. */
class OlderConnectorIT extends ConnectorContract {
  @Override
  SparkSettings settings() throws IOException {
    return SparkTestSettings.withConnector(Path.of(System.getProperty("headrace.older.connector")));
  }
}
