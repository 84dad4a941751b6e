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
 * <p>They are those of {@code terraform/schedules.tf}, but for what reconcile is told: only a
 * package knows that.
 *
 * @param installation without a hyphen, so that the prefix of its jobs begins no other
 *     installation's
 * @param account as whom the functions are called; without it the calls carry no token
 */
record SchedulerJobs(String project, String region, String installation, Optional<String> account) {
  private static final String RECONCILE = "reconcile";

  /** As long as a function may work in the module, and 30 s: the caller gives up after it. */
  private static final Duration ATTEMPT_DEADLINE = seconds(330);

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
                .setRetryCount(5)
                .setMinBackoffDuration(seconds(10))
                .setMaxBackoffDuration(seconds(300))
                .setMaxDoublings(5))
        .setAttemptDeadline(ATTEMPT_DEADLINE)
        .build();
  }

  /** The job that repairs: its next call is its retry. */
  Job reconcile(URI url) {
    return Job.newBuilder()
        .setName(prefix() + RECONCILE)
        .setDescription(
            "Headrace: repairs whatever an event should have done, and puts the package in force")
        .setSchedule("*/5 * * * *")
        .setTimeZone("Etc/UTC")
        .setHttpTarget(post(url, Json.bytes(Map.of())))
        .setRetryConfig(RetryConfig.getDefaultInstance())
        .setAttemptDeadline(ATTEMPT_DEADLINE)
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
