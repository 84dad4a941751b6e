package dev.headrace.local.bigquery;

import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.GoogleProject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract against BigQuery itself: loads of a few rows, which are free. */
@Tag("google")
class GoogleBigQueryIT extends BigQueryContract {
  private static com.google.cloud.bigquery.BigQuery client;
  private static Storage storage;

  @BeforeAll
  static void connect() {
    client =
        BigQueryOptions.newBuilder().setProjectId(GoogleProject.project()).build().getService();
    storage =
        StorageOptions.newBuilder().setProjectId(GoogleProject.project()).build().getService();
  }

  @AfterAll
  static void disconnect() throws Exception {
    storage.close();
  }

  @Override
  com.google.cloud.bigquery.BigQuery client() {
    return client;
  }

  @Override
  Storage storage() {
    return storage;
  }

  @Override
  String bucket() {
    return GoogleProject.bucket();
  }

  @Override
  String location() {
    return GoogleProject.region();
  }
}
