package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Policy;
import java.io.IOException;
import java.time.InstantSource;
import java.util.OptionalLong;

/** The operations on buckets and on who may use them. */
record BucketApi(ObjectStorage storage, InstantSource clock) {
  private static final String BUCKET = "/storage/v1/b/{bucket}";

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("storage.buckets.get", "GET", BUCKET, this::get)
        .add("storage.buckets.getStorageLayout", "GET", BUCKET + "/storageLayout", this::layout)
        .add("storage.buckets.list", "GET", "/storage/v1/b", this::list)
        .add("storage.buckets.insert", "POST", "/storage/v1/b", this::insert)
        .add("storage.buckets.patch", "PATCH", BUCKET, exchange -> change(exchange, false))
        .add("storage.buckets.update", "PUT", BUCKET, exchange -> change(exchange, true))
        .add("storage.buckets.delete", "DELETE", BUCKET, this::delete)
        .add("storage.buckets.getIamPolicy", "GET", BUCKET + "/iam", this::policy)
        .add("storage.buckets.setIamPolicy", "PUT", BUCKET + "/iam", this::setPolicy)
        .add(
            "storage.buckets.testIamPermissions",
            "GET",
            BUCKET + "/iam/testPermissions",
            this::permissions)
        .add(
            "storage.projects.serviceAccount.get",
            "GET",
            "/storage/v1/projects/{project}/serviceAccount",
            BucketApi::serviceAccount);
  }

  private Bucket found(Exchange exchange) {
    return storage.bucket(exchange.variable("bucket"));
  }

  private void get(Exchange exchange) throws IOException {
    Bucket bucket = found(exchange);
    OptionalLong unwanted = exchange.number("ifMetagenerationNotMatch");
    if (unwanted.isPresent() && unwanted.getAsLong() == bucket.metageneration()) {
      throw new ApiError(304, "notModified", "FAILED_PRECONDITION", "Not modified");
    }
    exchange.answer(200, checked(exchange, bucket).resource());
  }

  private void layout(Exchange exchange) throws IOException {
    exchange.answer(200, found(exchange).layout());
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
    ObjectNode resource = exchange.json();
    String name = resource.path("name").asText();
    Policy first = exchange.parameter("project").map(BucketApi::ofProject).orElse(Policy.empty());
    storage.createBucket(name, resource, first);
    exchange.answer(200, storage.bucket(name).resource());
  }

  /** What Google grants on every new bucket. */
  private static Policy ofProject(String project) {
    return Policy.empty()
        .granting(
            "roles/storage.legacyBucketOwner",
            "projectEditor:" + project,
            "projectOwner:" + project)
        .granting("roles/storage.legacyBucketReader", "projectViewer:" + project);
  }

  private void change(Exchange exchange, boolean whole) throws IOException {
    ObjectNode given = exchange.json();
    Bucket changed =
        storage.changeBucket(
            exchange.variable("bucket"),
            bucket -> {
              BucketSettings now = checked(exchange, bucket).settings();
              refuseOther(given, "name", bucket.name());
              refuseOther(given, "location", now.location());
              return bucket.with(
                  whole
                      ? now.replaced(given, clock.instant())
                      : now.patched(given, clock.instant()),
                  clock.instant());
            });
    exchange.answer(200, changed.resource());
  }

  private static void refuseOther(ObjectNode given, String field, String is) {
    if (given.has(field) && !given.path(field).asText().equalsIgnoreCase(is)) {
      throw ApiError.invalid("The " + field + " of a bucket cannot be changed.");
    }
  }

  private void delete(Exchange exchange) throws IOException {
    checked(exchange, found(exchange));
    storage.deleteBucket(exchange.variable("bucket"));
    exchange.answer(204);
  }

  private static Bucket checked(Exchange exchange, Bucket bucket) {
    OptionalLong wanted = exchange.number("ifMetagenerationMatch");
    if (wanted.isPresent() && wanted.getAsLong() != bucket.metageneration()) {
      throw stale();
    }
    return bucket;
  }

  private static ApiError stale() {
    return ApiError.conditionNotMet(
        "At least one of the pre-conditions you specified did not hold.");
  }

  private void policy(Exchange exchange) throws IOException {
    exchange.answer(200, shown(found(exchange)));
  }

  private void setPolicy(Exchange exchange) throws IOException {
    ObjectNode given = exchange.json();
    Bucket changed =
        storage.changeBucket(
            exchange.variable("bucket"),
            bucket -> bucket.with(bucket.policy().replacedBy(given, BucketApi::stale)));
    exchange.answer(200, shown(changed));
  }

  private static ObjectNode shown(Bucket bucket) {
    return bucket
        .policy()
        .resource()
        .put("kind", "storage#policy")
        .put("resourceId", "projects/_/buckets/" + bucket.name());
  }

  /** Every caller may do everything. */
  private void permissions(Exchange exchange) throws IOException {
    found(exchange);
    ObjectNode json = Json.object().put("kind", "storage#testIamPermissionsResponse");
    ArrayNode held = json.putArray("permissions");
    exchange.parameters("permissions").stream()
        .filter(permission -> permission.startsWith("storage."))
        .forEach(held::add);
    exchange.answer(200, json);
  }

  /** The account as which Cloud Storage itself acts in a project. */
  private static void serviceAccount(Exchange exchange) throws IOException {
    exchange.answer(
        200,
        Json.object()
            .put("kind", "storage#serviceAccount")
            .put("email_address", "service-0@gs-project-accounts.iam.gserviceaccount.com"));
  }
}
