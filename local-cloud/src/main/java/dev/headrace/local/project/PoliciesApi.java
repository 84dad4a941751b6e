package dev.headrace.local.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Policy;
import java.io.IOException;
import java.util.function.Function;

/**
 * The policies of the project, of its service accounts and of the services that functions are, and
 * the project's own roles.
 */
record PoliciesApi(Resources resources) {
  private static final String PROJECT = "/projects/{project}";
  private static final String ACCOUNT = "/v1/projects/{project}/serviceAccounts/{account}";
  private static final String SERVICE =
      "/v2/projects/{project}/locations/{location}/services/{service}";

  void register(Dispatcher dispatcher) {
    for (String version : new String[] {"/v1", "/v3"}) {
      add(
          dispatcher,
          "cloudresourcemanager.projects.",
          "POST",
          version + PROJECT,
          exchange -> projectName(exchange.variable("project")));
    }
    add(dispatcher, "iam.serviceAccounts.", "POST", ACCOUNT, PoliciesApi::account);
    add(dispatcher, "run.services.", "GET", SERVICE, PoliciesApi::service);
    dispatcher.add("iam.roles.get", "GET", "/v1/projects/{project}/roles/{role}", this::role);
  }

  /** How the three operations on a policy look everywhere but in Cloud Storage. */
  private void add(
      Dispatcher dispatcher,
      String operation,
      String reads,
      String path,
      Function<Exchange, String> name) {
    dispatcher
        .add(
            operation + "getIamPolicy",
            reads,
            path + ":getIamPolicy",
            exchange -> exchange.answer(200, policy(name.apply(exchange)).resource()))
        .add(
            operation + "setIamPolicy",
            "POST",
            path + ":setIamPolicy",
            exchange -> set(exchange, name.apply(exchange)))
        .add(
            operation + "testIamPermissions",
            "POST",
            path + ":testIamPermissions",
            PoliciesApi::permissions);
  }

  static String projectName(String project) {
    return "projects/" + project;
  }

  private static String account(Exchange exchange) {
    return projectName(exchange.variable("project"))
        + "/serviceAccounts/"
        + exchange.variable("account");
  }

  private static String service(Exchange exchange) {
    return projectName(exchange.variable("project"))
        + "/locations/"
        + exchange.variable("location")
        + "/services/"
        + exchange.variable("service");
  }

  /** The name under which a resource's policy is kept. */
  static String key(String resource) {
    return "policies/" + resource;
  }

  private Policy policy(String resource) {
    return resources.find(key(resource)).map(Policy::fromJournal).orElse(Policy.empty());
  }

  private void set(Exchange exchange, String resource) throws IOException {
    if (!(exchange.json().get("policy") instanceof ObjectNode given)) {
      throw ApiError.invalid("policy: is missing");
    }
    Policy next;
    synchronized (resources) {
      next = policy(resource).replacedBy(given, PoliciesApi::stale);
      resources.put(key(resource), next.toJournal());
    }
    exchange.answer(200, next.resource());
  }

  private static ApiError stale() {
    return new ApiError(
        409,
        "aborted",
        "ABORTED",
        "There were concurrent policy changes. Please retry the whole read-modify-write with"
            + " exponential backoff.");
  }

  /** Every caller may do everything. */
  private static void permissions(Exchange exchange) throws IOException {
    JsonNode asked = exchange.json().path("permissions");
    ObjectNode json = Json.object();
    ArrayNode held = json.putArray("permissions");
    asked.forEach(held::add);
    exchange.answer(200, json);
  }

  private void role(Exchange exchange) throws IOException {
    exchange.answer(
        200,
        resources.get(
            projectName(exchange.variable("project")) + "/roles/" + exchange.variable("role")));
  }
}
