package dev.headrace.functions.scheduler;

import com.google.cloud.scheduler.v1.HttpMethod;
import com.google.cloud.scheduler.v1.HttpTarget;
import com.google.cloud.scheduler.v1.Job;
import com.google.cloud.scheduler.v1.OidcToken;
import com.google.cloud.scheduler.v1.RetryConfig;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.headrace.json.Json;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Makes Scheduler jobs out of schedules. Pure.
 *
 * @param installation without a hyphen, so that the prefix of its jobs begins no other
 *     installation's
 * @param account as whom the functions are called; without it the calls carry no token
 */
record SchedulerJobs(String project, String region, String installation, Optional<String> account) {
  private static final String RECONCILE = "reconcile";

  /** Under which the jobs of all installations stand. */
  String parent() {
    return "projects/" + project + "/locations/" + region;
  }

  /** With which the names of this installation's jobs, and of no other's, begin. */
  String prefix() {
    return parent() + "/jobs/headrace-" + installation + "-";
  }

  /** The full name of a pipeline's job. */
  String name(PipelineName pipeline) {
    if (pipeline.value().equals(RECONCILE)) {
      throw new IllegalArgumentException(
          "a pipeline cannot be named " + RECONCILE + ": the job that repairs has that name");
    }
    return prefix() + pipeline;
  }

  /** The job that ticks for a pipeline. */
  Job tick(PipelineName pipeline, Schedule schedule, URI url) {
    CronLine ticks = CronLine.of(schedule);
    return Job.newBuilder()
        .setName(name(pipeline))
        .setDescription("Headrace: pipeline " + pipeline)
        .setSchedule(ticks.cron())
        .setTimeZone(ticks.timeZone())
        .setHttpTarget(post(url, Json.bytes(Map.of("pipeline", pipeline.value()))))
        .setRetryConfig(
            RetryConfig.newBuilder()
                .setRetryCount(3)
                .setMinBackoffDuration(seconds(10))
                .setMaxBackoffDuration(seconds(60)))
        .setAttemptDeadline(seconds(180))
        .build();
  }

  /** The job that repairs: its next call is its retry. */
  Job reconcile(URI url) {
    return Job.newBuilder()
        .setName(prefix() + RECONCILE)
        .setDescription("Headrace: repairs whatever an event should have done")
        .setSchedule("*/5 * * * *")
        .setTimeZone("Etc/UTC")
        .setHttpTarget(post(url, Json.bytes(Map.of())))
        .setRetryConfig(RetryConfig.getDefaultInstance())
        .setAttemptDeadline(seconds(540))
        .build();
  }

  private HttpTarget post(URI url, byte[] body) {
    HttpTarget.Builder target =
        HttpTarget.newBuilder()
            .setUri(url.toString())
            .setHttpMethod(HttpMethod.POST)
            .putHeaders("Content-Type", "application/json")
            .setBody(ByteString.copyFrom(body));
    account.ifPresent(
        email ->
            target.setOidcToken(
                OidcToken.newBuilder().setServiceAccountEmail(email).setAudience(url.toString())));
    return target.build();
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
