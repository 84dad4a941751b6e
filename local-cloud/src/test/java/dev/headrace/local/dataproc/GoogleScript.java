package dev.headrace.local.dataproc;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.GoogleProject;
import java.nio.charset.StandardCharsets;

/** The contracts' script in the bucket of the project. */
final class GoogleScript {
  private final String name;
  private final Storage storage;

  /**
   * @param name of the object
   */
  GoogleScript(String name) {
    this.name = name;
    storage =
        StorageOptions.newBuilder().setProjectId(GoogleProject.project()).build().getService();
    storage.create(
        BlobInfo.newBuilder(GoogleProject.bucket(), name).build(),
        DataprocContract.SCRIPT.getBytes(StandardCharsets.UTF_8));
  }

  String uri() {
    return "gs://" + GoogleProject.bucket() + "/" + name;
  }

  /** Of the region's own service. */
  static String endpoint() {
    return GoogleProject.region() + "-dataproc.googleapis.com:443";
  }

  void delete() throws Exception {
    storage.delete(GoogleProject.bucket(), name);
    storage.close();
  }
}
