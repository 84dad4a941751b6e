package dev.headrace.functions.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The part of Dataproc's APIs that {@link BatchRunner} and {@link ClusterRunner} use, as strict
 * about ids as Google says it is. It runs nothing: a test moves the states. Faults are queued, one
 * for each coming request.
 */
public final class DataprocServer implements AutoCloseable {
  /** What goes wrong with one request. */
  public enum Fault {
    NONE,
    /** The connection closes before anything is done. */
    LOST_REQUEST,
    /** Done, then the connection closes without an answer. */
    LOST_ANSWER,
    /** Done, then answered with something that is no JSON. */
    GARBAGE,
    BAD_REQUEST(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    TIMEOUT(408),
    CONFLICT(409),
    TOO_MANY(429),
    INTERNAL(500),
    BAD_GATEWAY(502),
    UNAVAILABLE(503),
    GATEWAY_TIMEOUT(504);

    private final int status;

    Fault() {
      this(0);
    }

    Fault(int status) {
      this.status = status;
    }
  }

  private record Answer(int status, String body) {}

  private static final String PARENT = "/v1/projects/p/locations/europe-west1/batches";
  private static final String JOBS = "/v1/projects/p/regions/europe-west1/jobs";
  private static final String OPERATIONS = "/v1/projects/p/regions/europe-west1/operations/";

  private final Map<String, ObjectNode> batches = new LinkedHashMap<>();
  private final Map<String, ObjectNode> jobs = new LinkedHashMap<>();
  private final Map<String, String> requestIds = new LinkedHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;

  public DataprocServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  public void next(Fault... coming) {
    faults.addAll(List.of(coming));
  }

  /** The batches that were made, by id, as they stand. */
  public synchronized Map<String, JsonNode> batches() {
    return new LinkedHashMap<>(batches);
  }

  /** The jobs that were submitted, by id, as they stand. */
  public synchronized Map<String, JsonNode> jobs() {
    return new LinkedHashMap<>(jobs);
  }

  /** Every request that arrived: its method and its path. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** The batch goes to this state. */
  public synchronized void move(String id, String state, String message) {
    batches.get(id).put("state", state).put("stateMessage", message);
  }

  /** The job goes to this state. */
  synchronized void moveJob(String id, String state, String details) {
    jobs.get(id).putObject("status").put("state", state).put("details", details);
  }

  /** Somebody else's job under this id. */
  synchronized void occupyJob(String id) {
    jobs.put(id, (ObjectNode) Json.tree(Json.bytes(Map.of("status", Map.of("state", "RUNNING")))));
  }

  /** Somebody else's batch under this id. */
  synchronized void occupyBatch(String id) {
    batches.put(id, (ObjectNode) Json.tree(Json.bytes(Map.of("state", "RUNNING"))));
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fault fault = faults.poll();
    try {
      if (fault == Fault.LOST_REQUEST) {
        note(exchange);
        return;
      }
      if (fault != null && fault.status > 0) {
        note(exchange);
        send(exchange, error(fault.status, "planned"));
        return;
      }
      Answer answer = apply(exchange, body);
      if (fault == Fault.GARBAGE) {
        send(exchange, new Answer(200, "<html>proxy</html>"));
      } else if (fault != Fault.LOST_ANSWER) {
        send(exchange, answer);
      }
    } finally {
      exchange.close();
    }
  }

  private synchronized void note(HttpExchange exchange) {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
  }

  private synchronized Answer apply(HttpExchange exchange, byte[] body) {
    note(exchange);
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (method.equals("POST") && path.equals(PARENT)) {
      return create(query(exchange.getRequestURI().getRawQuery()), body);
    }
    if (method.equals("GET") && path.startsWith(PARENT + "/")) {
      return get(path.substring(PARENT.length() + 1));
    }
    if (method.equals("POST") && path.startsWith(OPERATIONS) && path.endsWith(":cancel")) {
      return cancel(path.substring(OPERATIONS.length(), path.length() - ":cancel".length()));
    }
    if (method.equals("POST") && path.equals(JOBS + ":submit")) {
      return submit((ObjectNode) Json.tree(body));
    }
    if (path.startsWith(JOBS + "/")) {
      return onJob(method, path.substring(JOBS.length() + 1));
    }
    return error(400, "not served: " + method + " " + path);
  }

  private Answer create(Map<String, String> query, byte[] body) {
    String id = query.getOrDefault("batchId", "");
    String requestId = query.getOrDefault("requestId", "");
    if (!id.matches("[a-z0-9-]{4,63}") || !requestId.matches("[A-Za-z0-9_-]{1,40}")) {
      return error(400, "ids");
    }
    if (requestIds.containsKey(requestId)) {
      return operation(requestIds.get(requestId));
    }
    if (batches.containsKey(id)) {
      return error(409, "Already exists: " + id);
    }
    ObjectNode batch = (ObjectNode) Json.tree(body);
    batch.put("name", PARENT.substring("/v1/".length()) + "/" + id);
    batch.put("state", "PENDING");
    batch.put("operation", OPERATIONS.substring("/v1/".length()) + id);
    batch.put("somethingNew", "which clients must not mind");
    batches.put(id, batch);
    requestIds.put(requestId, id);
    return operation(id);
  }

  private Answer submit(ObjectNode request) {
    ObjectNode job = (ObjectNode) request.get("job");
    String id = job.at("/reference/jobId").asText();
    String requestId = request.path("requestId").asText();
    if (!id.matches("[A-Za-z0-9_-]{1,100}") || !requestId.matches("[A-Za-z0-9_-]{1,40}")) {
      return error(400, "ids");
    }
    if (requestIds.containsKey(requestId)) {
      return onJob("GET", requestIds.get(requestId));
    }
    if (jobs.containsKey(id)) {
      return error(409, "Already exists: " + id);
    }
    job.put("somethingNew", "which clients must not mind");
    jobs.put(id, job);
    moveJob(id, "PENDING", "");
    requestIds.put(requestId, id);
    return onJob("GET", id);
  }

  private Answer onJob(String method, String path) {
    String id = path.replace(":cancel", "");
    if (!jobs.containsKey(id)) {
      return error(404, "Not found: " + id);
    }
    String state = jobs.get(id).at("/status/state").asText();
    if (method.equals("POST") && List.of("DONE", "ERROR", "CANCELLED").contains(state)) {
      return error(400, "Failed precondition: the job is done");
    }
    if (method.equals("POST")) {
      moveJob(id, "CANCEL_PENDING", "");
    }
    return new Answer(200, Json.text(jobs.get(id)));
  }

  /** The service forgets request ids long before it forgets batches. */
  synchronized void forgetRequestIds() {
    requestIds.clear();
  }

  private static Answer operation(String id) {
    return new Answer(
        200,
        Json.text(
            Map.of(
                "name",
                OPERATIONS.substring("/v1/".length()) + id,
                "metadata",
                Map.of(
                    "@type",
                    "type.googleapis.com/google.cloud.dataproc.v1.BatchOperationMetadata",
                    "batch",
                    id),
                "done",
                false)));
  }

  private Answer get(String id) {
    return batches.containsKey(id)
        ? new Answer(200, Json.text(batches.get(id)))
        : error(404, "Not found: " + id);
  }

  private Answer cancel(String id) {
    if (!batches.containsKey(id)) {
      return error(404, "Not found: " + id);
    }
    String state = batches.get(id).get("state").asText();
    if (List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(state)) {
      return error(400, "Failed precondition: the operation is done");
    }
    batches.get(id).put("state", "CANCELLING");
    return new Answer(200, "{}");
  }

  private static Answer error(int status, String message) {
    return new Answer(
        status, Json.text(Map.of("error", Map.of("code", status, "message", message))));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }
}
