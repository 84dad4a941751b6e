package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/** Downloads. */
record MediaApi(ObjectStorage storage) {
  private static final String PATH = "/download/storage/v1/b/{bucket}/o/{object}";
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SMALL = 128 * 1024;

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("storage.objects.download", "GET", PATH, this::download)
        .add("storage.objects.download", "HEAD", PATH, this::download);
  }

  void download(Exchange exchange) throws IOException {
    OptionalLong generation = exchange.number("generation");
    Conditions conditions = Conditions.of(exchange);
    try (ObjectStorage.Opened opened =
        storage.open(
            ObjectApi.key(exchange),
            generation,
            object -> {
              conditions.checkRead(object);
              return range(exchange, object).map(ByteRange::first).orElse(0L);
            })) {
      send(exchange, opened.object(), opened.content());
    }
  }

  private static Optional<ByteRange> range(Exchange exchange, StoredObject object) {
    if (isUnpacked(exchange, object)) {
      return Optional.empty();
    }
    try {
      return exchange.header("Range").flatMap(header -> ByteRange.parse(header, object.size()));
    } catch (ApiError none) {
      exchange.answerHeader("Content-Range", "bytes */" + object.size());
      throw none;
    }
  }

  private static void send(Exchange exchange, StoredObject object, InputStream content)
      throws IOException {
    describe(exchange, object);
    String type = object.attributes().contentType();
    if (isUnpacked(exchange, object)) {
      exchange.answerHeader("Warning", "214 UploadServer gunzipped");
      try (OutputStream out = exchange.stream(200, type, -1);
          InputStream unpacked = new GZIPInputStream(content)) {
        unpacked.transferTo(out);
      }
      return;
    }
    object
        .attributes()
        .field("contentEncoding")
        .ifPresent(encoding -> exchange.answerHeader("Content-Encoding", encoding));
    Optional<ByteRange> range = range(exchange, object);
    range.ifPresent(
        part ->
            exchange.answerHeader(
                "Content-Range",
                "bytes " + part.first() + "-" + (part.end() - 1) + "/" + object.size()));
    long length = range.map(ByteRange::length).orElse(object.size());
    int status = range.isPresent() ? 206 : 200;
    if (length <= SMALL) {
      exchange.answer(status, type, content.readNBytes((int) length));
    } else {
      try (OutputStream out = exchange.stream(status, type, length)) {
        ByteFiles.copy(content, out, length);
      }
    }
  }

  private static void describe(Exchange exchange, StoredObject object) {
    exchange.answerHeader("x-goog-generation", Long.toString(object.generation()));
    exchange.answerHeader("x-goog-metageneration", Long.toString(object.metageneration()));
    exchange.answerHeader("x-goog-hash", UploadApi.hashes(object));
    exchange.answerHeader("x-goog-storage-class", "STANDARD");
    exchange.answerHeader("x-goog-stored-content-length", Long.toString(object.size()));
    exchange.answerHeader(
        "x-goog-stored-content-encoding",
        object.attributes().field("contentEncoding").orElse("identity"));
    exchange.answerHeader("ETag", ObjectJson.etag(object));
    exchange.answerHeader("Last-Modified", HTTP_DATE.format(object.updated()));
    exchange.answerHeader("Accept-Ranges", "bytes");
    header(exchange, object, "cacheControl", "Cache-Control");
    header(exchange, object, "contentDisposition", "Content-Disposition");
    header(exchange, object, "contentLanguage", "Content-Language");
  }

  private static void header(Exchange exchange, StoredObject object, String field, String header) {
    object.attributes().field(field).ifPresent(value -> exchange.answerHeader(header, value));
  }

  /** As Google: packed objects are unpacked for readers that do not say they can. */
  private static boolean isUnpacked(Exchange exchange, StoredObject object) {
    return object.attributes().field("contentEncoding").filter("gzip"::equals).isPresent()
        && exchange.header("Accept-Encoding").filter(codes -> codes.contains("gzip")).isEmpty()
        && object
            .attributes()
            .field("cacheControl")
            .filter(control -> control.contains("no-transform"))
            .isEmpty();
  }
}
