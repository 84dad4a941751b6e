package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notifier;
import dev.headrace.notify.NotifierContract;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log as the way to people. */
class AlertsTest extends NotifierContract {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonLog log =
      new JsonLog("my-project", new PrintStream(out, true, StandardCharsets.UTF_8));

  @Override
  protected Notifier notifier() {
    return log;
  }

  @Override
  protected List<Notification> received() {
    return lines().stream()
        .map(line -> Json.read(Json.bytes(line.get("notification")), Notification.class))
        .toList();
  }

  private List<JsonNode> lines() {
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void aFailedRunIsAnErrorThatSaysSo() {
    RunKey run = new RunKey(new PipelineName("flights"), "2001-01-29");
    log.ended(run, RunState.FAILED, "clean failed: broken");
    log.ended(run, RunState.SUCCEEDED, "all stages have succeeded");

    assertThat(lines())
        .extracting(line -> line.path("severity").asText())
        .containsExactly("ERROR", "INFO");
    assertThat(lines())
        .extracting(line -> line.path("run_state").asText())
        .containsExactly("FAILED", "SUCCEEDED");
    assertThat(lines().get(0).path("message").asText())
        .isEqualTo("flights/2001-01-29: clean failed: broken");
  }

  @Test
  void aMissedDeadlineIsALineOfSeverityAlert() {
    log.send(
        Notification.of(
            new RunKey(new PipelineName("flights"), "2001-01-29"),
            Notification.Kind.NOT_FINISHED,
            Instant.parse("2001-01-30T14:00:00Z"),
            Instant.parse("2001-01-30T14:05:00Z"),
            List.of("oncall"),
            "running: clean (attempt 1)"));

    JsonNode line = lines().get(0);
    assertThat(line.path("severity").asText()).isEqualTo("ALERT");
    assertThat(line.path("message").asText())
        .isEqualTo(
            "flights/2001-01-29: NOT_FINISHED by its deadline 2001-01-30T14:00:00Z:"
                + " running: clean (attempt 1)");
    assertThat(line.path("pipeline").asText()).isEqualTo("flights");
    assertThat(line.path("notification").path("recipients").get(0).asText()).isEqualTo("oncall");
  }
}
