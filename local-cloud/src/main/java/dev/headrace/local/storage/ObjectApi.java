package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The operations on objects that move no bytes over the wire. */
record ObjectApi(ObjectStorage storage, MediaApi media) {
  private static final String OBJECT = "/storage/v1/b/{bucket}/o/{object}";
  private static final String TARGET = "/b/{targetBucket}/o/{target}";
  private static final int MAX_SOURCES = 32;

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("storage.objects.get", "GET", OBJECT, this::get)
        .add("storage.objects.get", "HEAD", OBJECT, this::get)
        .add("storage.objects.list", "GET", "/storage/v1/b/{bucket}/o", this::list)
        .add("storage.objects.delete", "DELETE", OBJECT, this::delete)
        .add("storage.objects.patch", "PATCH", OBJECT, exchange -> patch(exchange, false))
        .add("storage.objects.update", "PUT", OBJECT, exchange -> patch(exchange, true))
        .add("storage.objects.rewrite", "POST", OBJECT + "/rewriteTo" + TARGET, this::rewrite)
        .add("storage.objects.copy", "POST", OBJECT + "/copyTo" + TARGET, this::copy)
        .add("storage.objects.move", "POST", OBJECT + "/moveTo/o/{target}", this::move)
        .add("storage.objects.compose", "POST", OBJECT + "/compose", this::compose);
  }

  static ObjectKey key(Exchange exchange) {
    return new ObjectKey(exchange.variable("bucket"), exchange.variable("object"));
  }

  private void get(Exchange exchange) throws IOException {
    if (exchange.parameter("alt").filter("media"::equals).isPresent()) {
      media.download(exchange);
      return;
    }
    StoredObject object = storage.get(key(exchange), exchange.number("generation"));
    Conditions.of(exchange).checkRead(object);
    answer(exchange, object);
  }

  private void list(Exchange exchange) throws IOException {
    Listing.Page page = storage.list(exchange.variable("bucket"), Listing.of(exchange));
    exchange.answer(200, page.toJson(exchange.baseUrl()));
  }

  private void delete(Exchange exchange) throws IOException {
    storage.delete(key(exchange), exchange.number("generation"), Conditions.of(exchange));
    exchange.answer(204);
  }

  private void patch(Exchange exchange, boolean replace) throws IOException {
    answer(
        exchange,
        storage.patch(
            key(exchange),
            exchange.number("generation"),
            Conditions.of(exchange),
            exchange.json(),
            replace));
  }

  private void rewrite(Exchange exchange) throws IOException {
    StoredObject copied = copied(exchange);
    String size = Long.toString(copied.size());
    exchange.answer(
        200,
        Json.object()
            .put("kind", "storage#rewriteResponse")
            .put("totalBytesRewritten", size)
            .put("objectSize", size)
            .put("done", true)
            .set("resource", ObjectJson.resource(copied, exchange.baseUrl())));
  }

  private void copy(Exchange exchange) throws IOException {
    answer(exchange, copied(exchange));
  }

  private StoredObject copied(Exchange exchange) throws IOException {
    ObjectNode resource = exchange.json();
    return storage.copy(
        source(exchange),
        new ObjectKey(exchange.variable("targetBucket"), exchange.variable("target")),
        Conditions.of(exchange),
        Attributes.areIn(resource) ? Optional.of(Attributes.in(resource)) : Optional.empty());
  }

  private void move(Exchange exchange) throws IOException {
    ObjectKey target = new ObjectKey(exchange.variable("bucket"), exchange.variable("target"));
    answer(exchange, storage.move(source(exchange), target, Conditions.of(exchange)));
  }

  private void compose(Exchange exchange) throws IOException {
    ObjectNode request = exchange.json();
    List<ObjectStorage.Source> sources = new ArrayList<>();
    for (JsonNode source : request.path("sourceObjects")) {
      sources.add(part(exchange.variable("bucket"), source));
    }
    if (sources.isEmpty() || sources.size() > MAX_SOURCES) {
      throw ApiError.invalid(
          "The number of source components provided (" + sources.size() + ") is not 1 to 32.");
    }
    Attributes attributes =
        request.get("destination") instanceof ObjectNode destination
            ? Attributes.in(destination)
            : Attributes.in(Json.object());
    answer(exchange, storage.compose(sources, key(exchange), Conditions.of(exchange), attributes));
  }

  private static ObjectStorage.Source part(String bucket, JsonNode json) {
    JsonNode match = json.path("objectPreconditions").path("ifGenerationMatch");
    return new ObjectStorage.Source(
        new ObjectKey(bucket, json.path("name").asText()),
        json.has("generation")
            ? OptionalLong.of(json.path("generation").asLong())
            : OptionalLong.empty(),
        match.isMissingNode() ? Conditions.NONE : Conditions.generation(match.asLong()));
  }

  private static ObjectStorage.Source source(Exchange exchange) {
    return new ObjectStorage.Source(
        key(exchange), exchange.number("sourceGeneration"), Conditions.ofSource(exchange));
  }

  private static void answer(Exchange exchange, StoredObject object) throws IOException {
    exchange.answerHeader("ETag", ObjectJson.etag(object));
    exchange.answer(200, ObjectJson.resource(object, exchange.baseUrl()));
  }
}
