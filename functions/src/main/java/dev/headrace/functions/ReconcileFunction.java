package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.engine.Engine;
import dev.headrace.functions.Door.Refused;
import dev.headrace.pipeline.PipelineName;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Does whatever a lost event or a crash left undone. A body {@code {"definitions": {"PIPELINE":
 * "HASH"}}} names the definitions of a package, which it puts in force first.
 */
public class ReconcileFunction implements HttpFunction {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String FORM =
      "the body is {}, or {\"definitions\": {\"PIPELINE\": \"the hash of its definition\"}}";

  private final Wiring wiring;
  private final PostedJson posted;
  private final UntoldEnds ends;

  public ReconcileFunction() {
    this(Wiring.ofEnvironment());
  }

  public ReconcileFunction(Wiring wiring) {
    this(wiring, UntoldEnds.standard());
  }

  ReconcileFunction(Wiring wiring, UntoldEnds ends) {
    this.wiring = wiring;
    this.posted = new PostedJson(wiring.door());
    this.ends = ends;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    posted.serve(request, response, this::pass);
  }

  /** What does not end meanwhile is left to the next pass. */
  private void pass(JsonNode body) throws Refused {
    Engine engine = wiring.engine();
    ends.await(body.isEmpty() ? engine.reconcile() : engine.reconcile(inForce(body)), engine::look);
  }

  private static SortedMap<PipelineName, String> inForce(JsonNode body) throws Refused {
    SortedMap<PipelineName, String> inForce = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!field.getKey().equals("definitions") || !field.getValue().isObject()) {
        throw Refused.unreadable(FORM);
      }
      for (Map.Entry<String, JsonNode> entry : field.getValue().properties()) {
        if (!PipelineName.FORM.matcher(entry.getKey()).matches()
            || !HASH.matcher(entry.getValue().asText()).matches()) {
          throw Refused.unreadable(FORM);
        }
        inForce.put(new PipelineName(entry.getKey()), entry.getValue().asText());
      }
    }
    return inForce;
  }
}
