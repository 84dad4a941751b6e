package dev.headrace.local.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.util.List;

/** Service Usage: which APIs are enabled. None is closed here because it is not. */
record ServicesApi(Resources resources) {
  private static final String SERVICES = "/v1/projects/{project}/services";
  private static final int MOST = 30;

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("serviceusage.services.batchGet", "GET", SERVICES + ":batchGet", this::batchGet)
        .add("serviceusage.services.list", "GET", SERVICES, this::list)
        .add(
            "serviceusage.services.enable",
            "POST",
            SERVICES + "/{service}:enable",
            exchange -> turn(exchange, "ENABLED"))
        .add(
            "serviceusage.services.disable",
            "POST",
            SERVICES + "/{service}:disable",
            exchange -> turn(exchange, "DISABLED"))
        .add("serviceusage.services.batchEnable", "POST", SERVICES + ":batchEnable", this::enable)
        .add("serviceusage.services.get", "GET", SERVICES + "/{service}", this::get);
  }

  /** The name under which a service is kept. */
  static String key(String project, String service) {
    return "projects/" + project + "/services/" + service;
  }

  /** A service as clients see it. */
  static ObjectNode service(String project, String service, String state) {
    ObjectNode json =
        Json.object()
            .put("name", key(project, service))
            .put("parent", "projects/" + project)
            .put("state", state);
    json.putObject("config").put("name", service);
    return json;
  }

  private ObjectNode found(String project, String service) {
    return resources
        .find(key(project, service))
        .orElseGet(() -> service(project, service, "DISABLED"));
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, found(exchange.variable("project"), exchange.variable("service")));
  }

  private void batchGet(Exchange exchange) throws IOException {
    List<String> names = exchange.parameters("names");
    if (names.isEmpty() || names.size() > MOST) {
      throw ApiError.invalid("Between 1 and " + MOST + " names are needed.");
    }
    String project = exchange.variable("project");
    String prefix = key(project, "");
    ObjectNode json = Json.object();
    ArrayNode services = json.putArray("services");
    for (String name : names) {
      if (!name.startsWith(prefix)) {
        throw ApiError.invalid("A name must begin with " + prefix);
      }
      services.add(found(project, name.substring(prefix.length())));
    }
    exchange.answer(200, json);
  }

  private void list(Exchange exchange) throws IOException {
    String wanted = exchange.parameter("filter").orElse("").replaceFirst("^state:", "");
    ObjectNode json = Json.object();
    ArrayNode services = json.putArray("services");
    resources.below(key(exchange.variable("project"), "")).stream()
        .filter(service -> wanted.isEmpty() || service.path("state").asText().equals(wanted))
        .forEach(services::add);
    exchange.answer(200, json);
  }

  private void turn(Exchange exchange, String state) throws IOException {
    String project = exchange.variable("project");
    String service = exchange.variable("service");
    ObjectNode turned = service(project, service, state);
    resources.put(key(project, service), turned);
    ObjectNode response = Json.object();
    response.set("service", turned);
    String kind = state.equals("ENABLED") ? "Enable" : "Disable";
    exchange.answer(
        200,
        Operations.done(
            "operations/acat." + service,
            "google.api.serviceusage.v1." + kind + "ServiceResponse",
            response));
  }

  private void enable(Exchange exchange) throws IOException {
    String project = exchange.variable("project");
    ObjectNode response = Json.object();
    ArrayNode enabled = response.putArray("services");
    for (JsonNode id : exchange.json().path("serviceIds")) {
      ObjectNode service = service(project, id.asText(), "ENABLED");
      resources.put(key(project, id.asText()), service);
      enabled.add(service);
    }
    exchange.answer(
        200,
        Operations.done(
            "operations/acf.batch",
            "google.api.serviceusage.v1.BatchEnableServicesResponse",
            response));
  }
}
