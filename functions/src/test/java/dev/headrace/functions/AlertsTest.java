package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.engine.EngineLog.Alarm;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log as the way to people. */
class AlertsTest extends NotifierContract {
  private static final RunKey RUN = new RunKey(new PipelineName("flights"), "2001-01-29");

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

  // What terraform/ asks of the log

  @ParameterizedTest
  @EnumSource
  void everyAlarmWakesItsAlert(Alarm alarm) {
    log.alarm(alarm, "what it is about");

    assertThat(woken()).containsExactly(alertOf(alarm));
    assertThat(counted()).containsExactly("alarms");
  }

  /** Without a default: an alarm more does not compile until its alert is said. */
  private static String alertOf(Alarm alarm) {
    return switch (alarm) {
      case FOREIGN_JOB -> "foreign-job";
      case CORRUPT, SKIPPED_IN_PASS, REFUSED_EVENT -> "corrupt";
      case LATE_DATA -> "late-data";
      case NOT_IN_FORCE -> "not-in-force";
    };
  }

  @Test
  void anEventThatIsRefusedWakesTheAlertOfItsAlarm() {
    log.refusedEvent("no such bucket", Optional.empty());

    assertThat(woken()).containsExactly("corrupt");
  }

  @Test
  void aFailedRunWakesItsAlertAndIsCounted() {
    log.ended(RUN, RunState.FAILED, "clean failed: broken");

    assertThat(woken()).containsExactly("run-failed");
    assertThat(counted()).containsExactly("runs");
  }

  @Test
  void aMissedDeadlineWakesItsAlert() {
    log.send(
        Notification.of(
            RUN,
            Notification.Kind.NOT_FINISHED,
            Instant.parse("2001-01-30T14:00:00Z"),
            Instant.parse("2001-01-30T14:05:00Z"),
            List.of("oncall"),
            "running: clean (attempt 1)"));

    assertThat(woken()).containsExactly("deadline-missed");
    assertThat(counted()).isEmpty();
  }

  @Test
  void everydayLinesWakeNobody() {
    log.decided(RUN, "clean: attempt 1 started");
    log.ended(RUN, RunState.SUCCEEDED, "all stages have succeeded");
    log.served("advance: done", Map.of());
    log.triedAgain("busy");

    assertThat(woken()).isEmpty();
  }

  /** The alerts that the lines wake. */
  private Set<String> woken() {
    return matching(LogFilters.alerts());
  }

  /** The metrics that count the lines. */
  private Set<String> counted() {
    return matching(LogFilters.metrics());
  }

  private Set<String> matching(Map<String, String> filters) {
    return filters.entrySet().stream()
        .filter(filter -> lines().stream().anyMatch(new LogFilters(filter.getValue())::match))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
