package dev.headrace.local.driver;

import java.io.IOException;

/** The connector that the local cloud's Spark has. */
class ConnectorIT extends ConnectorContract {
  @Override
  SparkSettings settings() throws IOException {
    return SparkTestSettings.settings();
  }
}
