package dev.headrace.functions.storage;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests of Cloud Storage that are about one bucket, each sent as it is made. */
record ObjectRequests(GcsClient client, String bucket) {
  private static final long PAGE = 1_000;

  /** A part of a listing, and the token of the next part. */
  record Page(List<Listed> objects, Optional<String> next) {}

  /**
   * Writes an object where its generation is that one, 0 for none; gives the new generation.
   *
   * @throws com.google.api.client.http.HttpResponseException for every answer but a success
   */
  long upload(String name, Content content, long generationMatch) throws IOException {
    StorageObject resource =
        new StorageObject()
            .setName(name)
            .setContentType(content.contentType())
            .setMetadata(Map.copyOf(content.metadata()))
            .setCrc32c(Crc32c.base64(content.bytes()));
    Storage.Objects.Insert insert =
        client
            .storage()
            .objects()
            .insert(bucket, resource, new ByteArrayContent(content.contentType(), content.bytes()));
    insert.setIfGenerationMatch(generationMatch).setFields("generation");
    // One request with both parts. Packed, its length is not known before it is sent, and the JDK
    // sends a request without one again when a connection breaks.
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    insert.setDisableGZipContent(true);
    return there("generation", answer(insert::execute).getGeneration());
  }

  /**
   * Deletes the object that stands at this generation.
   *
   * @throws com.google.api.client.http.HttpResponseException for every answer but a success
   */
  void delete(String name, long generation) throws IOException {
    client
        .deletes()
        .objects()
        .delete(bucket, name)
        .setIfGenerationMatch(generation)
        .executeUnparsed()
        .ignore();
  }

  /**
   * The bytes of an object as they are stored: what is unpacked on the way has another checksum.
   */
  HttpResponse download(String name) throws IOException {
    return media(name).executeMedia();
  }

  /** Makes a request and does not send it, so that its classes are loaded. */
  void load() throws IOException {
    media("object").buildHttpRequest();
  }

  private Storage.Objects.Get media(String name) throws IOException {
    Storage.Objects.Get get = client.storage().objects().get(bucket, name);
    get.setReturnRawInputStream(true);
    return get;
  }

  /** One page of the objects whose names begin so. */
  Page list(String prefix, Optional<String> token) throws IOException {
    Storage.Objects.List list =
        client
            .storage()
            .objects()
            .list(bucket)
            .setPrefix(prefix)
            .setMaxResults(PAGE)
            .setPageToken(token.orElse(null))
            .setFields("nextPageToken,items(name,generation,size,updated)");
    Objects answer = answer(list::execute);
    List<Listed> objects = new ArrayList<>();
    for (StorageObject item : Optional.ofNullable(answer.getItems()).orElse(List.of())) {
      objects.add(listed(item));
    }
    return new Page(
        objects, Optional.ofNullable(answer.getNextPageToken()).filter(text -> !text.isEmpty()));
  }

  private static Listed listed(StorageObject item) throws IOException {
    return new Listed(
        there("name", item.getName()),
        there("generation", item.getGeneration()),
        there("size", item.getSize()).longValueExact(),
        Instant.parse(there("time", item.getUpdated()).toStringRfc3339()));
  }

  /** A request whose answer is a resource. */
  @FunctionalInterface
  private interface Request<T> {
    T execute() throws IOException;
  }

  /** Some answers that are no such resource make the parser complain as of a mistake of ours. */
  private static <T> T answer(Request<T> request) throws IOException {
    try {
      return there("resource", request.execute());
    } catch (IllegalArgumentException e) {
      throw new IOException("the answer is not as it should be: " + e.getMessage(), e);
    }
  }

  private static <T> T there(String field, T value) throws IOException {
    if (value == null) {
      throw new IOException("the answer names no " + field);
    }
    return value;
  }
}
