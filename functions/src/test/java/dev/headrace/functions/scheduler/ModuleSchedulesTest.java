package dev.headrace.functions.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.scheduler.v1.HttpTarget;
import com.google.cloud.scheduler.v1.Job;
import com.google.cloud.scheduler.v1.RetryConfig;
import com.google.protobuf.Duration;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.PipelineName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code headrace deploy} writes is what the Terraform module writes. */
class ModuleSchedulesTest {
  private static final Path MODULE = Path.of("..", "terraform");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("^ *(\\w+) *= (?:\"(.*)\"|(.*))$", Pattern.MULTILINE);
  private static final Pattern DEADLINE =
      Pattern.compile(
          "_attempt_deadline = \"\\$\\{var\\.functions\\.timeout_seconds \\+ (\\d+)}s\"");
  private static final Pattern TIMEOUT =
      Pattern.compile("timeout_seconds = optional\\(number, (\\d+)\\)");
  private static final URI URL = URI.create("https://function.example");
  private static final SchedulerJobs JOBS =
      new SchedulerJobs("p", "r", "prod", Optional.of("scheduler@p.iam.gserviceaccount.com"));

  @Test
  void aPipelinesJobIsThatOfTheModule() throws IOException {
    Job job =
        JOBS.tick(
            new PipelineName("flights"),
            SchedulerJobsTest.schedule(Cadence.DAY, "04:15", "UTC"),
            URL);
    Map<String, String> module = resource("pipeline");

    assertThat(said(job, "flights")).containsExactlyInAnyOrderEntriesOf(asked(module));
    assertThat(module.get("body"))
        .as("the module's, whose JSON is that of the test of SchedulerJobs")
        .isEqualTo("base64encode(jsonencode({ pipeline = each.key }))");
  }

  @Test
  void theRepairingJobIsThatOfTheModule() throws IOException {
    Job job = JOBS.reconcile(URL);
    Map<String, String> module = resource("reconcile");

    assertThat(said(job, "reconcile")).containsExactlyInAnyOrderEntriesOf(asked(module));
    assertThat(job.getSchedule()).isEqualTo(module.get("schedule"));
    assertThat(job.getTimeZone()).isEqualTo(module.get("time_zone"));
    assertThat(Json.tree(job.getHttpTarget().getBody().toByteArray()))
        .as("without a package reconcile only repairs")
        .isEmpty();
  }

  /** What a job says, in the words of the module. */
  private static Map<String, String> said(Job job, String key) {
    HttpTarget target = job.getHttpTarget();
    RetryConfig retry = job.getRetryConfig();
    Map<String, String> said = new TreeMap<>();
    said.put("name", job.getName().substring(job.getName().lastIndexOf('/') + 1));
    said.put("description", job.getDescription());
    said.put("attempt_deadline", seconds(job.getAttemptDeadline()));
    said.put("retry_count", Integer.toString(retry.getRetryCount()));
    if (retry.hasMinBackoffDuration()) {
      said.put("min_backoff_duration", seconds(retry.getMinBackoffDuration()));
      said.put("max_backoff_duration", seconds(retry.getMaxBackoffDuration()));
      said.put("max_doublings", Integer.toString(retry.getMaxDoublings()));
    }
    said.put("http_method", target.getHttpMethod().name());
    said.put(
        "headers", "{ \"Content-Type\" = \"" + target.getHeadersOrThrow("Content-Type") + "\" }");
    said.put(
        "audience is uri",
        Boolean.toString(target.getOidcToken().getAudience().equals(target.getUri())));
    said.replaceAll((name, value) -> value.replace(key, "KEY"));
    return said;
  }

  /** What a resource of the module says of the same, with its variables' defaults. */
  private static Map<String, String> asked(Map<String, String> resource) throws IOException {
    Map<String, String> asked = new TreeMap<>(resource);
    asked.put("audience is uri", Boolean.toString(asked.get("audience").equals(asked.get("uri"))));
    asked
        .keySet()
        .retainAll(
            Set.of(
                "name",
                "description",
                "attempt_deadline",
                "retry_count",
                "min_backoff_duration",
                "max_backoff_duration",
                "max_doublings",
                "http_method",
                "headers",
                "audience is uri"));
    assertThat(asked.put("attempt_deadline", attemptDeadline()))
        .isEqualTo("local._attempt_deadline");
    asked.replaceAll(
        (name, value) ->
            value
                .replace("${var.name}", "prod")
                .replace("${each.key}", "KEY")
                .replace("reconcile", "KEY"));
    return asked;
  }

  private static String attemptDeadline() throws IOException {
    int timeout = number(TIMEOUT, Files.readString(MODULE.resolve("variables.tf")));
    return timeout + number(DEADLINE, Files.readString(MODULE.resolve("schedules.tf"))) + "s";
  }

  private static int number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern.pattern()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static Map<String, String> resource(String name) throws IOException {
    String text = Files.readString(MODULE.resolve("schedules.tf"));
    String head = "resource \"google_cloud_scheduler_job\" \"" + name + "\" {\n";
    int start = text.indexOf(head);
    assertThat(start).as(head).isNotNegative();
    String body = text.substring(start + head.length(), text.indexOf("\n}\n", start));
    Map<String, String> attributes = new TreeMap<>();
    Matcher matcher = ATTRIBUTE.matcher(body);
    while (matcher.find()) {
      String quoted = matcher.group(2);
      attributes.put(matcher.group(1), quoted == null ? matcher.group(3) : quoted);
    }
    return attributes;
  }

  private static String seconds(Duration duration) {
    return duration.getSeconds() + "s";
  }
}
