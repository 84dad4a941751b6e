package dev.headrace.local.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.events.Outbox;
import dev.headrace.local.events.Subscription;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Policy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The project that the local cloud is: begins as a careful deployment makes one, and then is what
 * clients made of it.
 */
public final class Project implements AutoCloseable {
  /** The APIs that a deployment enables. */
  private static final List<String> SERVICES =
      List.of(
          "artifactregistry",
          "bigquery",
          "cloudbuild",
          "cloudfunctions",
          "cloudresourcemanager",
          "cloudscheduler",
          "compute",
          "dataproc",
          "dataprocrm",
          "eventarc",
          "iam",
          "logging",
          "monitoring",
          "pubsub",
          "run",
          "serviceusage",
          "storage");

  private static final List<String> SUBMITTER =
      List.of(
          "dataproc.batches.cancel",
          "dataproc.batches.create",
          "dataproc.batches.get",
          "dataproc.batches.list",
          "dataproc.operations.cancel",
          "dataproc.operations.get");
  private static final int TIMEOUT_SECONDS = 120;

  private final String project;
  private final String region;
  private final Accounts accounts;
  private final InstantSource clock;
  private final Resources resources;

  /**
   * Who acts in the project.
   *
   * @param scheduler as whom the Scheduler calls
   * @param events as whom events are delivered
   * @param functions as whom functions run
   * @param spark as whom jobs run
   */
  public record Accounts(String scheduler, String events, String functions, String spark) {
    /** Those of a project. */
    public static Accounts of(String project) {
      return new Accounts(
          email("scheduler", project),
          email("events", project),
          email("functions", project),
          email("spark", project));
    }

    private static String email(String name, String project) {
      return name + "@" + project + ".iam.gserviceaccount.com";
    }
  }

  /**
   * A function as it is deployed.
   *
   * @param entryPoint the class
   * @param url where it listens
   * @param settings its environment variables
   * @param invoker who calls it; nobody may, where it is a browser's
   * @param bucket whose objects it is told of, if it is
   */
  public record Function(
      String name,
      String entryPoint,
      URI url,
      SortedMap<String, String> settings,
      Optional<String> invoker,
      Optional<String> bucket) {}

  private Project(
      Path folder, String project, String region, Accounts accounts, InstantSource clock)
      throws IOException {
    this.project = project;
    this.region = region;
    this.accounts = accounts;
    this.clock = clock;
    this.resources = new Resources(folder.resolve("project.journal"));
  }

  /** Opens what the folder holds. */
  public static Project open(
      Path folder, String project, String region, Accounts accounts, InstantSource clock)
      throws IOException {
    return new Project(folder, project, region, accounts, clock);
  }

  /**
   * Adds the operations and connects the triggers.
   *
   * @param functions what runs now; where they listen and their settings follow this start
   */
  public void register(Dispatcher dispatcher, List<Function> functions, Outbox outbox)
      throws IOException {
    if (resources.isEmpty()) {
      begin(functions);
    }
    for (Function function : functions) {
      follow(function);
    }
    new ServicesApi(resources).register(dispatcher);
    new PoliciesApi(resources).register(dispatcher);
    new FunctionsApi(resources).register(dispatcher);
    TriggersApi triggers = new TriggersApi(resources, clock, wires(functions, outbox));
    triggers.register(dispatcher);
    triggers.connectAll();
  }

  private static TriggersApi.Wires wires(List<Function> functions, Outbox outbox) {
    return new TriggersApi.Wires() {
      @Override
      public void connect(Subscription subscription, String service) throws IOException {
        URI target =
            functions.stream()
                .filter(function -> function.name().equals(service))
                .map(Function::url)
                .findFirst()
                .orElseThrow(() -> ApiError.invalid("There is no service " + service));
        outbox.subscribe(subscription, target);
      }

      @Override
      public void cut(String trigger) throws IOException {
        outbox.unsubscribe(trigger);
      }
    };
  }

  private void begin(List<Function> functions) throws IOException {
    for (String service : SERVICES) {
      String name = service + ".googleapis.com";
      resources.put(ServicesApi.key(project, name), ServicesApi.service(project, name, "ENABLED"));
    }
    role("headraceSubmitter", SUBMITTER);
    policy(
        PoliciesApi.projectName(project),
        Policy.empty()
            .granting(
                "projects/" + project + "/roles/headraceSubmitter", member(accounts.functions()))
            .granting("roles/dataproc.serverlessNode", member(accounts.spark()))
            .granting("roles/eventarc.eventReceiver", member(accounts.events()))
            .granting(
                "roles/pubsub.publisher",
                "serviceAccount:service-0@gs-project-accounts.iam.gserviceaccount.com"));
    policy(
        PoliciesApi.projectName(project) + "/serviceAccounts/" + accounts.spark(),
        Policy.empty().granting("roles/iam.serviceAccountUser", member(accounts.functions())));
    for (Function function : functions) {
      if (function.invoker().isPresent()) {
        policy(
            location() + "/services/" + function.name(),
            Policy.empty().granting("roles/run.servicesInvoker", member(function.invoker().get())));
      }
      if (function.bucket().isPresent()) {
        String name = location() + "/triggers/" + function.name();
        resources.put(
            name,
            TriggersApi.stamped(
                TriggersApi.trigger(
                    name, function.bucket().get(), function.name(), region, accounts.events()),
                clock));
      }
    }
  }

  private void role(String id, List<String> permissions) throws IOException {
    String name = "projects/" + project + "/roles/" + id;
    ObjectNode role = Json.object().put("name", name).put("stage", "GA");
    ArrayNode included = role.putArray("includedPermissions");
    permissions.forEach(included::add);
    resources.put(name, role);
  }

  private void policy(String resource, Policy policy) throws IOException {
    resources.put(PoliciesApi.key(resource), policy.toJournal());
  }

  private String location() {
    return "projects/" + project + "/locations/" + region;
  }

  /** Who of the accounts is meant, as policies say it. */
  public static String member(String account) {
    return "serviceAccount:" + account;
  }

  private void follow(Function function) throws IOException {
    String name = location() + "/functions/" + function.name();
    ObjectNode shown = resources.find(name).orElseGet(() -> fresh(name, function));
    ObjectNode before = shown.deepCopy();
    shown.put("url", function.url().toString());
    ObjectNode service = (ObjectNode) shown.path("serviceConfig");
    service.put("uri", function.url().toString());
    ObjectNode variables = service.putObject("environmentVariables");
    function.settings().forEach(variables::put);
    if (!shown.equals(before)) {
      resources.put(name, shown);
    }
  }

  private ObjectNode fresh(String name, Function function) {
    ObjectNode json =
        Json.object()
            .put("name", name)
            .put("environment", "GEN_2")
            .put("state", "ACTIVE")
            .put("updateTime", clock.instant().toString());
    json.putObject("buildConfig").put("runtime", "java17").put("entryPoint", function.entryPoint());
    json.putObject("serviceConfig")
        .put("service", location() + "/services/" + function.name())
        .put("timeoutSeconds", TIMEOUT_SECONDS)
        .put("ingressSettings", "ALLOW_ALL")
        .put("serviceAccountEmail", accounts.functions())
        .put("maxInstanceRequestConcurrency", 1);
    return json;
  }

  @Override
  public void close() throws IOException {
    resources.close();
  }
}
