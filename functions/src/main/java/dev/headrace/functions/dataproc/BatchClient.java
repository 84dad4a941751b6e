package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.BatchControllerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;

/** Makes Google's client for batches, over HTTP and JSON. */
final class BatchClient {
  private BatchClient() {}

  static BatchControllerClient connect(String region, Optional<URI> endpoint) {
    try {
      BatchControllerSettings.Builder settings = BatchControllerSettings.newHttpJsonBuilder();
      Connection.address(settings, region, endpoint);
      Connection.sendOnce(settings.createBatchSettings());
      Connection.tryAgain(settings.getBatchSettings());
      return BatchControllerClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
