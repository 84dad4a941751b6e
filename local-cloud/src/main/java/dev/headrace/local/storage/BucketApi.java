package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;

/** The operations on buckets. */
record BucketApi(ObjectStorage storage) {
  void register(Dispatcher dispatcher) {
    dispatcher
        .add("storage.buckets.get", "GET", "/storage/v1/b/{bucket}", this::get)
        .add(
            "storage.buckets.getStorageLayout",
            "GET",
            "/storage/v1/b/{bucket}/storageLayout",
            this::layout)
        .add("storage.buckets.list", "GET", "/storage/v1/b", this::list)
        .add("storage.buckets.insert", "POST", "/storage/v1/b", this::insert)
        .add("storage.buckets.delete", "DELETE", "/storage/v1/b/{bucket}", this::delete);
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, storage.bucket(exchange.variable("bucket")).resource());
  }

  private void layout(Exchange exchange) throws IOException {
    exchange.answer(200, storage.bucket(exchange.variable("bucket")).layout());
  }

  private void list(Exchange exchange) throws IOException {
    ObjectNode json = Json.object().put("kind", "storage#buckets");
    ArrayNode items = json.putArray("items");
    String prefix = exchange.parameter("prefix").orElse("");
    storage.buckets().stream()
        .filter(bucket -> bucket.name().startsWith(prefix))
        .forEach(bucket -> items.add(bucket.resource()));
    exchange.answer(200, json);
  }

  private void insert(Exchange exchange) throws IOException {
    String name = exchange.json().path("name").asText();
    storage.createBucket(name);
    exchange.answer(200, storage.bucket(name).resource());
  }

  private void delete(Exchange exchange) throws IOException {
    storage.deleteBucket(exchange.variable("bucket"));
    exchange.answer(204);
  }
}
