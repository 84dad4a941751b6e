package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import dev.headrace.local.http.PercentEncoding;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/** Uploads in one request or in several. */
record UploadApi(ObjectStorage storage) {
  private static final String PATH = "/upload/storage/v1/b/{bucket}/o";
  private static final String ANY_TYPE = "application/octet-stream";

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("storage.objects.insert", "POST", PATH, this::insert)
        .add("storage.objects.upload", "PUT", PATH, this::resume)
        .add("storage.objects.cancelUpload", "DELETE", PATH, this::cancel);
  }

  /** The checksums of an object as the header {@code x-goog-hash} has them. */
  static String hashes(StoredObject object) {
    return "crc32c="
        + object.bytes().crc32cText()
        + object.bytes().md5().map(md5 -> ",md5=" + md5).orElse("");
  }

  private void insert(Exchange exchange) throws IOException {
    storage.bucket(exchange.variable("bucket"));
    switch (exchange.parameter("uploadType").orElse("")) {
      case "multipart" -> multipart(exchange);
      case "media" -> media(exchange);
      case "resumable" -> start(exchange);
      default -> throw ApiError.invalid("uploadType must be multipart, media or resumable.");
    }
  }

  private void multipart(Exchange exchange) throws IOException {
    try {
      parts(exchange);
    } catch (EOFException cut) {
      throw ApiError.invalid("The multipart body is cut.");
    }
  }

  private void parts(Exchange exchange) throws IOException {
    MultipartBody parts =
        new MultipartBody(exchange.body(), exchange.header("Content-Type").orElse(""));
    ObjectNode resource = Json.withoutNulls(Json.read(part(parts).content().readAllBytes()));
    MultipartBody.Part media = part(parts);
    ObjectKey key = key(exchange, resource);
    StoredBytes content = storage.receive(media.content());
    String type = media.headers().getOrDefault("content-type", ANY_TYPE);
    publish(exchange, key, resource, type, content);
  }

  private static MultipartBody.Part part(MultipartBody parts) throws IOException {
    MultipartBody.Part part = parts.next();
    if (part == null) {
      throw ApiError.invalid("A multipart upload has two parts.");
    }
    return part;
  }

  private void media(Exchange exchange) throws IOException {
    ObjectKey key = key(exchange, Json.object());
    StoredBytes content = storage.receive(exchange.body());
    String type = exchange.header("Content-Type").orElse(ANY_TYPE);
    publish(exchange, key, Json.object(), type, content);
  }

  private void publish(
      Exchange exchange, ObjectKey key, ObjectNode resource, String type, StoredBytes content)
      throws IOException {
    exchange
        .parameter("contentEncoding")
        .ifPresent(encoding -> resource.put("contentEncoding", encoding));
    check(resource, exchange, content);
    Attributes attributes = Attributes.in(resource).withDefaultType(type);
    answer(exchange, storage.publish(key, attributes, content, Conditions.of(exchange), 0));
  }

  private void start(Exchange exchange) throws IOException {
    ObjectNode resource = exchange.json();
    ObjectKey key = key(exchange, resource);
    if (!resource.has(Attributes.CONTENT_TYPE)) {
      exchange
          .header("X-Upload-Content-Type")
          .ifPresent(type -> resource.put(Attributes.CONTENT_TYPE, type));
    }
    Attributes.in(resource);
    Upload upload = storage.uploads().start(key, resource, Conditions.of(exchange));
    exchange.answerHeader(
        "Location",
        exchange.baseUrl()
            + "/upload/storage/v1/b/"
            + key.bucket()
            + "/o?uploadType=resumable&name="
            + PercentEncoding.encode(key.name(), "")
            + "&upload_id="
            + upload.id());
    exchange.answerHeader("X-GUploader-UploadID", upload.id());
    exchange.answer(200);
  }

  private void resume(Exchange exchange) throws IOException {
    String id = exchange.parameter("upload_id").orElse("");
    Optional<Upload> found = storage.uploads().find(id);
    if (found.isEmpty()) {
      answer(exchange, finished(id));
      return;
    }
    Upload upload = found.get();
    Optional<ContentRange> range = exchange.header("Content-Range").map(ContentRange::parse);
    boolean isWhole = range.isEmpty();
    if (isWhole || range.get().first().isPresent()) {
      long first = isWhole ? 0 : range.get().first().getAsLong();
      if (!upload.append(first, exchange.body())) {
        throw ApiError.ofStatus(
            503, "Bytes before " + first + " are missing: only " + upload.received() + " came.");
      }
    }
    boolean isComplete =
        range
            .map(
                given ->
                    given.total().isPresent() && given.total().getAsLong() == upload.received())
            .orElse(true);
    if (isComplete) {
      finish(exchange, upload);
    } else {
      goOn(exchange, upload);
    }
  }

  private static void goOn(Exchange exchange, Upload upload) throws IOException {
    long received = upload.received();
    if (received > 0) {
      exchange.answerHeader("Range", "bytes=0-" + (received - 1));
    }
    exchange.answerHeader("X-GUploader-UploadID", upload.id());
    exchange.answer(308);
  }

  /** One request at a time ends an upload; one that comes again meets the object that it made. */
  private void finish(Exchange exchange, Upload upload) throws IOException {
    StoredObject made;
    synchronized (upload) {
      if (storage.uploads().find(upload.id()).isEmpty()) {
        made = finished(upload.id());
      } else {
        made = finished(exchange, upload);
      }
    }
    answer(exchange, made);
  }

  private StoredObject finished(Exchange exchange, Upload upload) throws IOException {
    StoredBytes content = upload.finish();
    try {
      check(upload.resource(), exchange, content);
      Attributes attributes = Attributes.in(upload.resource()).withDefaultType(ANY_TYPE);
      StoredObject made =
          storage.publish(upload.key(), attributes, content, upload.conditions(), 0);
      storage.uploads().finished(upload, made);
      return made;
    } catch (ApiError refused) {
      storage.uploads().forget(upload);
      throw refused;
    }
  }

  /** After a restart only the object itself remembers its upload: by the name of its bytes. */
  private StoredObject finished(String id) {
    return storage
        .uploads()
        .finished(id)
        .or(() -> storage.findByBytes(id))
        .orElseThrow(() -> ApiError.notFound("No such upload: " + id));
  }

  private void cancel(Exchange exchange) throws IOException {
    String id = exchange.parameter("upload_id").orElse("");
    Upload upload =
        storage.uploads().find(id).orElseThrow(() -> ApiError.notFound("No such upload: " + id));
    synchronized (upload) {
      storage.uploads().forget(upload);
      storage.discard(upload.finish());
    }
    exchange.answer(499);
  }

  private static ObjectKey key(Exchange exchange, ObjectNode resource) {
    return new ObjectKey(
        exchange.variable("bucket"),
        exchange.parameter("name").orElse(resource.path("name").asText()));
  }

  /** Removes the bytes again if the client says they should be others. */
  private void check(ObjectNode resource, Exchange exchange, StoredBytes content)
      throws IOException {
    String header = exchange.header("x-goog-hash").orElse("");
    String crc32c = content.crc32cText();
    String md5 = content.md5().orElse("");
    if (differs(crc32c, resource.path("crc32c").asText())
        || differs(md5, resource.path("md5Hash").asText())
        || differs(crc32c, sum(header, "crc32c="))
        || differs(md5, sum(header, "md5="))) {
      storage.discard(content);
      throw ApiError.invalid(
          "Provided checksums don't match calculated CRC32C " + crc32c + " and MD5 " + md5 + ".");
    }
  }

  private static boolean differs(String actual, String given) {
    return !given.isEmpty() && !given.equals(actual);
  }

  private static String sum(String header, String name) {
    int at = header.indexOf(name);
    if (at < 0) {
      return "";
    }
    int end = header.indexOf(',', at);
    return header.substring(at + name.length(), end < 0 ? header.length() : end).strip();
  }

  private static void answer(Exchange exchange, StoredObject object) throws IOException {
    exchange.answerHeader("x-goog-generation", Long.toString(object.generation()));
    exchange.answerHeader("x-goog-metageneration", Long.toString(object.metageneration()));
    exchange.answerHeader("x-goog-hash", hashes(object));
    exchange.answerHeader("x-goog-stored-content-length", Long.toString(object.size()));
    exchange.answerHeader("ETag", ObjectJson.etag(object));
    exchange.answer(200, ObjectJson.resource(object, exchange.baseUrl()));
  }
}
