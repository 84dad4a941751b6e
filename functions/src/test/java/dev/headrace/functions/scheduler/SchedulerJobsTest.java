package dev.headrace.functions.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.scheduler.v1.Job;
import com.google.protobuf.util.JsonFormat;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerJobsTest {
  private static final URI URL = URI.create("https://schedule-abc.a.run.app");
  private static final PipelineName FLIGHTS = new PipelineName("flights");
  private static final SchedulerJobs JOBS =
      new SchedulerJobs(
          "p", "europe-west1", "headrace", Optional.of("scheduler@p.iam.gserviceaccount.com"));

  @Test
  void aPipelinesJobPostsItsName() throws Exception {
    Job job = JOBS.tick(FLIGHTS, schedule(Cadence.DAY, "04:15", "America/New_York"), URL);

    assertJson(
        job,
        """
        {
          "name": "projects/p/locations/europe-west1/jobs/headrace-headrace-flights",
          "description": "Headrace: pipeline flights",
          "schedule": "15 4 * * *",
          "timeZone": "America/New_York",
          "httpTarget": {
            "uri": "https://schedule-abc.a.run.app",
            "httpMethod": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": "%s",
            "oidcToken": {
              "serviceAccountEmail": "scheduler@p.iam.gserviceaccount.com",
              "audience": "https://schedule-abc.a.run.app"
            }
          },
          "retryConfig": {
            "retryCount": 5,
            "minBackoffDuration": "10s",
            "maxBackoffDuration": "300s",
            "maxDoublings": 5
          },
          "attemptDeadline": "330s"
        }
        """
            .formatted(base64("{\"pipeline\":\"flights\"}")));
  }

  @Test
  void theRepairingJobComesEveryFiveMinutes() throws Exception {
    Job job = new SchedulerJobs("p", "r", "dev", Optional.empty()).reconcile(URL);

    assertJson(
        job,
        """
        {
          "name": "projects/p/locations/r/jobs/headrace-dev-reconcile",
          "description": "Headrace: repairs whatever an event should have done, and puts the package in force",
          "schedule": "*/5 * * * *",
          "timeZone": "Etc/UTC",
          "httpTarget": {
            "uri": "https://schedule-abc.a.run.app",
            "httpMethod": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": "%s"
          },
          "retryConfig": {},
          "attemptDeadline": "330s"
        }
        """
            .formatted(base64("{}")));
  }

  @ParameterizedTest
  @CsvSource({
    "HOUR, 00:07, 7 * * * *",
    "HOUR, 04:07, 7 * * * *",
    "DAY, 04:15, 15 4 * * *",
    "WEEK, 23:59, 59 23 * * 1",
    "MONTH, 00:00, 0 0 1 * *"
  })
  void aScheduleIsACronLine(Cadence every, String at, String cron) {
    assertThat(JOBS.tick(FLIGHTS, schedule(every, at, "UTC"), URL).getSchedule()).isEqualTo(cron);
  }

  @ParameterizedTest
  @CsvSource({
    "Z, Etc/UTC",
    "UTC, Etc/UTC",
    "Etc/UTC, Etc/UTC",
    "Europe/Berlin, Europe/Berlin",
    "Asia/Kathmandu, Asia/Kathmandu"
  })
  void aZoneIsNamedAsSchedulerKnowsIt(String zone, String named) {
    assertThat(JOBS.tick(FLIGHTS, schedule(Cadence.DAY, "04:15", zone), URL).getTimeZone())
        .isEqualTo(named);
  }

  @Test
  void noPipelineTakesTheNameOfTheRepairingJob() {
    assertThatThrownBy(() -> JOBS.name(new PipelineName("reconcile")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a pipeline cannot be named reconcile");
  }

  static Schedule schedule(Cadence every, String at, String zone) {
    return new Schedule(
        every,
        LocalTime.parse(at),
        ZoneId.of(zone),
        Optional.empty(),
        new Schedule.Catchup(Schedule.Catchup.Rule.ALL, 62),
        Duration.ZERO,
        Schedule.Gap.SHIFT,
        Schedule.Fold.FIRST);
  }

  private static void assertJson(Job job, String expected) throws Exception {
    assertThat(tree(JsonFormat.printer().print(job))).isEqualTo(tree(expected));
  }

  private static Object tree(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
