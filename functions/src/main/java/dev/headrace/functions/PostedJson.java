package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.functions.Door.Refused;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The frame of the functions that Cloud Scheduler calls: a small JSON object, posted. */
record PostedJson(Door door) {
  private static final int MAX_BYTES = 64 * 1024;

  /** What is done with the object that was posted. */
  @FunctionalInterface
  interface Action {
    void accept(JsonNode body) throws Refused;
  }

  void serve(HttpRequest request, HttpResponse response, Action action) throws Exception {
    door.serve(
        request,
        response,
        admitted -> {
          action.accept(body(admitted));
          door.log().served("done", scheduleTime(admitted));
        });
  }

  /** It decides nothing: it is logged, to tell how late calls come. */
  private static Map<String, String> scheduleTime(HttpRequest request) {
    return request
        .getFirstHeader("X-CloudScheduler-ScheduleTime")
        .map(time -> Map.of("schedule_time", time))
        .orElse(Map.of());
  }

  private static JsonNode body(HttpRequest request) throws IOException, Refused {
    byte[] bytes = Door.body(request, MAX_BYTES);
    try {
      JsonNode body = Json.tree(bytes.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (MalformedJsonException e) {
      throw Refused.unreadable(e.getMessage());
    }
    throw Refused.unreadable("the body is no JSON object");
  }
}
