package dev.headrace.local.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.GoogleProject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * The contract against Cloud Storage itself, with the caller's own credentials. Only selected when
 * {@code -Dheadrace.contract.project} and {@code -Dheadrace.contract.bucket} are given.
 *
 * <p>The bucket has to be empty, without object versioning or soft delete: it is emptied after each
 * test, and what was in it before would be lost.
 */
@Tag("google")
class GoogleStorageIT extends StorageContract {
  private static Storage client;
  private static String bucket;

  @BeforeAll
  static void connect() {
    bucket = GoogleProject.bucket();
    client = StorageOptions.newBuilder().setProjectId(GoogleProject.project()).build().getService();
    assertThat(client.list(bucket, Storage.BlobListOption.pageSize(1)).getValues())
        .as("objects in gs://%s, which has to be empty: the tests delete all there is", bucket)
        .isEmpty();
  }

  @AfterAll
  static void disconnect() throws Exception {
    client.close();
  }

  @AfterEach
  void empty() {
    for (Blob left : client.list(bucket).iterateAll()) {
      client.delete(left.getBlobId());
    }
  }

  @Override
  Storage client() {
    return client;
  }

  @Override
  String emptyBucket() {
    return bucket;
  }

  /** Cloud Storage takes about one change a second of one name, and sends the others away. */
  @Override
  boolean maySay(String refusal) {
    return refusal.startsWith("429");
  }
}
