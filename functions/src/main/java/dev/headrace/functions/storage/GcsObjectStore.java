package dev.headrace.functions.storage;

import com.google.api.gax.paging.Page;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One bucket of Cloud Storage.
 *
 * <p>Each write is one request, sent once; each read is one request too, and is tried again a few
 * times. A listing is one request for each thousand objects.
 */
public final class GcsObjectStore implements ObjectStore {
  private final GcsClient client;
  private final String bucket;
  private final ReadPatience patience;
  private final MediaRead media;

  /**
   * Makes the stores of a project's buckets over one connection.
   *
   * @param endpoint another address than Google's; plain http gets no credentials
   */
  public static Buckets connect(String project, Optional<URI> endpoint) {
    GcsClient client = GcsClient.of(project, endpoint, GcsClient.Timeouts.STANDARD);
    return bucket -> new GcsObjectStore(client, bucket, ReadPatience.standard());
  }

  /** Opens buckets by name. */
  @FunctionalInterface
  public interface Buckets {
    ObjectStore bucket(String name);
  }

  GcsObjectStore(GcsClient client, String bucket, ReadPatience patience) {
    this.client = client;
    this.bucket = bucket;
    this.patience = patience;
    this.media = new MediaRead(client, bucket);
  }

  @Override
  public Optional<StoredObject> read(String name) {
    return patience.read("read gs://" + bucket + "/" + name, () -> media.read(name));
  }

  @Override
  public WriteResult create(String name, Content content) {
    return upload(name, content, BlobTargetOption.doesNotExist());
  }

  @Override
  public WriteResult replace(String name, long generation, Content content) {
    return upload(name, content, BlobTargetOption.generationMatch(generation));
  }

  @Override
  public WriteResult delete(String name, long generation) {
    return SentOnce.write(
        "delete gs://" + bucket + "/" + name,
        () ->
            client
                    .objects()
                    .delete(BlobId.of(bucket, name), BlobSourceOption.generationMatch(generation))
                ? new WriteResult.Applied(generation)
                : new WriteResult.Conflict());
  }

  @Override
  public List<Listed> list(String prefix) {
    String what = "list gs://" + bucket + "/" + prefix;
    List<Listed> all = new ArrayList<>();
    Page<Blob> page = patience.read(what, () -> firstPage(prefix));
    while (page != null) {
      page.getValues().forEach(blob -> all.add(listed(blob)));
      Page<Blob> current = page;
      page = patience.read(what, current::getNextPage);
    }
    return List.copyOf(all);
  }

  private WriteResult upload(String name, Content content, BlobTargetOption condition) {
    BlobInfo info =
        BlobInfo.newBuilder(bucket, name)
            .setContentType(content.contentType())
            .setMetadata(content.metadata())
            .build();
    return SentOnce.write(
        "write gs://" + bucket + "/" + name,
        () -> {
          // Small documents: a length that is known beats bytes that are saved.
          Blob blob =
              client
                  .objects()
                  .create(info, content.bytes(), condition, BlobTargetOption.disableGzipContent());
          return new WriteResult.Applied(blob.getGeneration());
        });
  }

  private Page<Blob> firstPage(String prefix) {
    return client
        .objects()
        .list(
            bucket,
            BlobListOption.prefix(prefix),
            BlobListOption.pageSize(1_000),
            BlobListOption.fields(
                BlobField.NAME, BlobField.GENERATION, BlobField.SIZE, BlobField.UPDATED));
  }

  private static Listed listed(Blob blob) {
    return new Listed(
        blob.getName(),
        blob.getGeneration(),
        blob.getSize(),
        blob.getUpdateTimeOffsetDateTime().toInstant());
  }
}
