package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.functions.Door.Refused;
import dev.headrace.pipeline.PipelineName;

/** A schedule fired: opens whatever has fallen due for the pipeline that the body names. */
public class ScheduleFunction implements HttpFunction {
  private final Wiring wiring;
  private final PostedJson posted;

  public ScheduleFunction() {
    this(Wiring.ofEnvironment());
  }

  public ScheduleFunction(Wiring wiring) {
    this.wiring = wiring;
    this.posted = new PostedJson(wiring.door());
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    posted.serve(request, response, body -> wiring.engine().tick(pipeline(body)));
  }

  private static PipelineName pipeline(JsonNode body) throws Refused {
    JsonNode name = body.path("pipeline");
    if (!name.isTextual() || !PipelineName.FORM.matcher(name.asText()).matches()) {
      throw Refused.unreadable("the body names no pipeline: {\"pipeline\": \"flights\"}");
    }
    return new PipelineName(name.asText());
  }
}
