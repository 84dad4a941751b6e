package dev.headrace.functions.storage;

import com.google.api.client.http.HttpResponseException;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private final String bucket;
  private final ReadPatience patience;
  private final MediaRead media;
  private final ObjectRequests requests;

  /**
   * Makes the stores of buckets over one connection.
   *
   * @param endpoint another address than Google's; plain http gets no credentials
   */
  public static Buckets connect(Optional<URI> endpoint) {
    GcsClient client = GcsClient.of(endpoint, GcsClient.Timeouts.STANDARD);
    return bucket -> new GcsObjectStore(client, bucket, ReadPatience.standard());
  }

  /** Loads what the first request needs. Sends nothing, and looks for no credentials. */
  public static void load() {
    GcsClient nowhere =
        GcsClient.of(
            Optional.of(URI.create("http://nowhere.invalid")), GcsClient.Timeouts.STANDARD);
    try {
      new ObjectRequests(nowhere, "bucket").load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens buckets by name. */
  @FunctionalInterface
  public interface Buckets {
    ObjectStore bucket(String name);
  }

  GcsObjectStore(GcsClient client, String bucket, ReadPatience patience) {
    this.bucket = bucket;
    this.patience = patience;
    this.requests = new ObjectRequests(client, bucket);
    this.media = new MediaRead(requests, client.timeouts().total());
  }

  @Override
  public Optional<StoredObject> read(String name) {
    return patience.read("read gs://" + bucket + "/" + name, () -> media.read(name));
  }

  @Override
  public WriteResult create(String name, Content content) {
    return upload(name, content, 0);
  }

  @Override
  public WriteResult replace(String name, long generation, Content content) {
    return upload(name, content, generation);
  }

  @Override
  public WriteResult delete(String name, long generation) {
    return SentOnce.write(
        "delete gs://" + bucket + "/" + name,
        () -> {
          try {
            requests.delete(name, generation);
            return new WriteResult.Applied(generation);
          } catch (HttpResponseException e) {
            // There is none of that name; that there is no such bucket is another matter.
            if (e.getStatusCode() == 404 && !MediaRead.saysThatTheBucketIsMissing(e)) {
              return new WriteResult.Conflict();
            }
            throw e;
          }
        });
  }

  @Override
  public List<Listed> list(String prefix) {
    String what = "list gs://" + bucket + "/" + prefix;
    List<Listed> all = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Optional<String> from = token;
      ObjectRequests.Page page = patience.read(what, () -> requests.list(prefix, from));
      all.addAll(page.objects());
      token = page.next();
    } while (token.isPresent());
    return List.copyOf(all);
  }

  private WriteResult upload(String name, Content content, long generationMatch) {
    return SentOnce.write(
        "write gs://" + bucket + "/" + name,
        () -> new WriteResult.Applied(requests.upload(name, content, generationMatch)));
  }
}
