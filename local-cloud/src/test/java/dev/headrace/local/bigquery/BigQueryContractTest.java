package dev.headrace.local.bigquery;

import com.google.cloud.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BigQueryContractTest extends BigQueryContract {
  @TempDir private static Path home;
  private static LocalBigQuery local;

  @BeforeAll
  static void start() throws IOException {
    local = new LocalBigQuery(home);
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @Override
  com.google.cloud.bigquery.BigQuery client() {
    return local.client;
  }

  @Override
  Storage storage() {
    return local.objects;
  }

  @Override
  String bucket() {
    return "lake";
  }

  @Override
  String location() {
    return "EU";
  }
}
