package dev.headrace.functions.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.functions.SettingsExamples;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final URI TICK = URI.create("https://schedule.example");
  private static final URI REPAIR = URI.create("https://reconcile.example");
  private static final PipelineName FLIGHTS = new PipelineName("flights");
  private static final Schedule DAILY =
      SchedulerJobsTest.schedule(Cadence.DAY, "04:15", "America/New_York");

  private SchedulerServer server;
  private Schedules schedules;

  @BeforeEach
  void connect() throws IOException {
    server = new SchedulerServer();
    schedules =
        new Schedules(
            SettingsExamples.with("HEADRACE_SCHEDULER_ENDPOINT", server.endpoint().toString()));
  }

  @AfterEach
  void close() {
    schedules.close();
    server.close();
  }

  @Test
  void whatIsMissingIsCreated() {
    schedules.apply(pipelines(FLIGHTS), TICK, REPAIR);

    assertThat(server.jobs())
        .containsOnlyKeys("headrace-headrace-flights", "headrace-headrace-reconcile");
    assertThat(server.jobs().get("headrace-headrace-flights").get("schedule").asText())
        .isEqualTo("15 4 * * *");
  }

  @Test
  void whatIsThereIsUpdatedAndKeepsItsPause() {
    schedules.apply(pipelines(FLIGHTS), TICK, REPAIR);
    schedules.pause(FLIGHTS);

    schedules.apply(
        new TreeMap<>(Map.of(FLIGHTS, SchedulerJobsTest.schedule(Cadence.HOUR, "00:07", "UTC"))),
        TICK,
        REPAIR);

    var job = server.jobs().get("headrace-headrace-flights");
    assertThat(job.get("schedule").asText()).isEqualTo("7 * * * *");
    assertThat(job.get("timeZone").asText()).isEqualTo("Etc/UTC");
    assertThat(job.get("state").asText()).isEqualTo("PAUSED");
  }

  @Test
  void whatLeftIsDeletedAndOtherInstallationsStay() {
    server.put("headrace-headrace-gone");
    server.put("headrace-other-flights");
    server.put("nightly-backup");

    schedules.apply(pipelines(FLIGHTS), TICK, REPAIR);

    assertThat(server.jobs())
        .containsOnlyKeys(
            "headrace-headrace-flights",
            "headrace-headrace-reconcile",
            "headrace-other-flights",
            "nightly-backup");
  }

  @Test
  void aPipelineIsPausedResumedAndRunNow() {
    schedules.apply(pipelines(FLIGHTS), TICK, REPAIR);

    schedules.pause(FLIGHTS);
    assertThat(state()).isEqualTo("PAUSED");
    schedules.resume(FLIGHTS);
    assertThat(state()).isEqualTo("ENABLED");
    schedules.runNow(FLIGHTS);
    assertThat(server.requests())
        .last()
        .isEqualTo("POST projects/p/locations/europe-west1/jobs/headrace-headrace-flights:run");
  }

  @Test
  void aPipelineWithoutAJobHasNothingToPause() {
    PipelineName other = new PipelineName("other");

    assertThat(schedules.pause(other)).isFalse();
    assertThat(schedules.resume(other)).isFalse();
    assertThat(schedules.runNow(other)).isFalse();
  }

  private String state() {
    return server.jobs().get("headrace-headrace-flights").get("state").asText();
  }

  private static SortedMap<PipelineName, Schedule> pipelines(PipelineName name) {
    return new TreeMap<>(Map.of(name, DAILY));
  }
}
