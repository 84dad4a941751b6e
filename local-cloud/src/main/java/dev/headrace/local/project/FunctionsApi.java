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

/**
 * Cloud Functions, as far as it shows functions. They come with this installation: a patch is kept
 * and shown, and changes nothing of what runs.
 */
record FunctionsApi(Resources resources) {
  private static final String FUNCTIONS = "/v2/projects/{project}/locations/{location}/functions";

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("cloudfunctions.functions.list", "GET", FUNCTIONS, this::list)
        .add("cloudfunctions.functions.get", "GET", FUNCTIONS + "/{function}", this::get)
        .add("cloudfunctions.functions.patch", "PATCH", FUNCTIONS + "/{function}", this::patch);
  }

  private static String name(Exchange exchange) {
    return "projects/"
        + exchange.variable("project")
        + "/locations/"
        + exchange.variable("location")
        + "/functions/"
        + exchange.variable("function");
  }

  private void list(Exchange exchange) throws IOException {
    String location = exchange.variable("location");
    String project = "projects/" + exchange.variable("project") + "/locations/";
    ObjectNode json = Json.object();
    ArrayNode functions = json.putArray("functions");
    resources.below(project).stream()
        .filter(resource -> resource.path("name").asText().contains("/functions/"))
        .filter(
            function ->
                location.equals("-")
                    || function.path("name").asText().startsWith(project + location + "/"))
        .forEach(functions::add);
    exchange.answer(200, json);
  }

  private void get(Exchange exchange) throws IOException {
    exchange.answer(200, resources.get(name(exchange)));
  }

  private void patch(Exchange exchange) throws IOException {
    ObjectNode given = exchange.json();
    String mask = exchange.parameter("updateMask").orElse("");
    if (mask.isEmpty()) {
      throw ApiError.invalid("updateMask: is missing");
    }
    ObjectNode patched =
        resources.change(
            name(exchange),
            function -> {
              for (String path : mask.split(",", -1)) {
                set(function, given, List.of(path.split("\\.", -1)));
              }
              return function;
            });
    exchange.answer(
        200,
        Operations.done(
            name(exchange).replaceFirst("/functions/.*", "/operations/patch"),
            "google.cloud.functions.v2.Function",
            patched));
  }

  private static void set(ObjectNode function, ObjectNode given, List<String> path) {
    String key = path.get(0);
    JsonNode value = given.path(key);
    if (path.size() == 1) {
      if (value.isMissingNode() || value.isNull()) {
        function.remove(key);
      } else {
        function.set(key, value.deepCopy());
      }
    } else {
      ObjectNode inner =
          function.get(key) instanceof ObjectNode there ? there : function.putObject(key);
      ObjectNode from = value instanceof ObjectNode object ? object : Json.object();
      set(inner, from, path.subList(1, path.size()));
    }
  }
}
