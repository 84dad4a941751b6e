package dev.headrace.local.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.events.Subscription;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Etag;
import dev.headrace.local.storage.ObjectEvent;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Eventarc, as far as it tells functions of objects that were written. */
final class TriggersApi {
  /** The type of the one event that is told. */
  static final String FINALIZED = "google.cloud.storage.object.v1.finalized";

  private static final String TRIGGERS = "/v1/projects/{project}/locations/{location}/triggers";
  private static final Set<String> CHANGEABLE =
      Set.of("serviceAccount", "labels", "retryPolicy", "eventDataContentType");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "eventFilters",
          "serviceAccount",
          "destination",
          "transport",
          "labels",
          "channel",
          "eventDataContentType",
          "retryPolicy");

  private final Resources resources;
  private final InstantSource clock;
  private final Wires wires;

  /** Where triggers take hold. */
  interface Wires {
    /** From now on the service is told of what the trigger is about. */
    void connect(Subscription subscription, String service) throws IOException;

    /** It is told no more. */
    void cut(String trigger) throws IOException;
  }

  TriggersApi(Resources resources, InstantSource clock, Wires wires) {
    this.resources = resources;
    this.clock = clock;
    this.wires = wires;
  }

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("eventarc.triggers.list", "GET", TRIGGERS, this::list)
        .add("eventarc.triggers.create", "POST", TRIGGERS, this::create)
        .add("eventarc.triggers.get", "GET", TRIGGERS + "/{trigger}", this::get)
        .add("eventarc.triggers.patch", "PATCH", TRIGGERS + "/{trigger}", this::patch)
        .add("eventarc.triggers.delete", "DELETE", TRIGGERS + "/{trigger}", this::delete);
  }

  /** Connects all triggers that are there. */
  void connectAll() throws IOException {
    for (ObjectNode trigger : resources.below("projects/")) {
      if (trigger.path("name").asText().contains("/triggers/")) {
        connect(trigger);
      }
    }
  }

  private void connect(ObjectNode trigger) throws IOException {
    String name = trigger.path("name").asText();
    wires.connect(
        new Subscription(
            name.substring(name.lastIndexOf('/') + 1),
            filter(trigger, "bucket").orElseThrow(() -> ApiError.invalid("A bucket is needed.")),
            ObjectEvent.Kind.FINALIZED),
        trigger.path("destination").path("cloudRun").path("service").asText());
  }

  /** A trigger that tells a service of objects in a bucket. */
  static ObjectNode trigger(
      String name, String bucket, String service, String region, String account) {
    ObjectNode trigger = Json.object().put("name", name).put("serviceAccount", account);
    ArrayNode filters = trigger.putArray("eventFilters");
    filters.addObject().put("attribute", "type").put("value", FINALIZED);
    filters.addObject().put("attribute", "bucket").put("value", bucket);
    trigger
        .putObject("destination")
        .putObject("cloudRun")
        .put("service", service)
        .put("region", region)
        .put("path", "/");
    return trigger;
  }

  /** The same with what the service adds. */
  static ObjectNode stamped(ObjectNode trigger, InstantSource clock) {
    String now = clock.instant().toString();
    String id = trigger.path("name").asText().replaceFirst(".*/", "");
    trigger.put("uid", UUID.randomUUID().toString()).put("createTime", now).put("updateTime", now);
    trigger.put("etag", Etag.of(clock.instant().toEpochMilli()));
    String parent = trigger.path("name").asText().replaceFirst("/locations/.*", "");
    trigger
        .putObject("transport")
        .putObject("pubsub")
        .put("topic", parent + "/topics/eventarc-" + id)
        .put("subscription", parent + "/subscriptions/eventarc-" + id + "-sub");
    return trigger;
  }

  private static Optional<String> filter(ObjectNode trigger, String attribute) {
    for (JsonNode filter : trigger.path("eventFilters")) {
      if (filter.path("attribute").asText().equals(attribute)) {
        return Optional.of(filter.path("value").asText());
      }
    }
    return Optional.empty();
  }

  private static String parent(Exchange exchange) {
    return "projects/"
        + exchange.variable("project")
        + "/locations/"
        + exchange.variable("location")
        + "/triggers/";
  }

  private static String name(Exchange exchange) {
    return parent(exchange) + exchange.variable("trigger");
  }

  private void list(Exchange exchange) throws IOException {
    ObjectNode json = Json.object();
    ArrayNode triggers = json.putArray("triggers");
    resources.below(parent(exchange)).forEach(triggers::add);
    exchange.answer(200, json);
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, resources.get(name(exchange)));
  }

  private void create(Exchange exchange) throws IOException {
    ObjectNode trigger = exchange.json();
    trigger
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw ApiError.invalid("Unknown field: " + field);
              }
            });
    String id =
        exchange
            .parameter("triggerId")
            .orElseThrow(() -> ApiError.invalid("triggerId: is missing"));
    if (!filter(trigger, "type").equals(Optional.of(FINALIZED))) {
      throw ApiError.invalid("Only events of type " + FINALIZED + " are told here.");
    }
    trigger.put("name", parent(exchange) + id);
    stamped(trigger, clock);
    resources.create(parent(exchange) + id, trigger);
    connect(trigger);
    answer(exchange, trigger);
  }

  private void patch(Exchange exchange) throws IOException {
    ObjectNode given = exchange.json();
    String mask = exchange.parameter("updateMask").orElse("*");
    ObjectNode patched =
        resources.change(
            name(exchange),
            trigger -> {
              given
                  .properties()
                  .forEach(
                      field -> {
                        boolean meant =
                            mask.equals("*")
                                || Set.of(mask.split(",", -1)).contains(field.getKey());
                        if (meant && CHANGEABLE.contains(field.getKey())) {
                          trigger.set(field.getKey(), field.getValue());
                        }
                      });
              return trigger.put("updateTime", clock.instant().toString());
            });
    answer(exchange, patched);
  }

  private void delete(Exchange exchange) throws IOException {
    ObjectNode gone = resources.delete(name(exchange));
    wires.cut(exchange.variable("trigger"));
    answer(exchange, gone);
  }

  private static void answer(Exchange exchange, ObjectNode trigger) throws IOException {
    exchange.answer(
        200,
        Operations.done(
            parent(exchange).replaceFirst("/triggers/$", "/operations/trigger"),
            "google.cloud.eventarc.v1.Trigger",
            trigger));
  }
}
