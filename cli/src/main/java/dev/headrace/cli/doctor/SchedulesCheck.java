package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.doctor.Findings.Problem;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Engine;
import dev.headrace.functions.scheduler.CronLine;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.pipeline.Schedule;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether Cloud Scheduler calls the function that repairs, and the one that ticks for each pipeline
 * that has a schedule: jobs are known by what they call, whatever their names are.
 */
record SchedulesCheck(GoogleApis apis, Deployment deployment, Engine engine) {
  private static final Pattern EVERY = Pattern.compile("\\*(?:/(\\d+))? \\* \\* \\* \\*");
  private static final int LONGEST_MINUTES = 10;
  private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(3);

  /** Four passes: a single one may have failed, or be under way. */
  private static final Duration SILENCE = Duration.ofMinutes(20);

  void look(Findings findings) {
    String path =
        "/v1/projects/" + deployment.project() + "/locations/" + deployment.region() + "/jobs";
    Reply reply = apis.list(GoogleApi.SCHEDULER, path, "jobs");
    findings
        .usable("schedules", reply, "roles/cloudscheduler.viewer on " + deployment.project())
        .ifPresent(found -> judge(found, findings));
  }

  private void judge(Reply reply, Findings findings) {
    JsonNode jobs = reply.json().path("jobs");
    deployment
        .function(Part.RECONCILE)
        .ifPresent(function -> reconcile(calling(jobs, function), function, reply, findings));
    Optional<Deployments.Survey> survey = survey(findings);
    if (survey.isPresent() && deployment.function(Part.SCHEDULE).isPresent()) {
      DeployedFunction function = deployment.function(Part.SCHEDULE).get();
      List<JsonNode> ticks = calling(jobs, function);
      survey.get().deployed().forEach(pipeline -> tick(pipeline, ticks, function, findings));
      strangers(survey.get(), ticks, findings);
    }
  }

  private Optional<Deployments.Survey> survey(Findings findings) {
    try {
      Deployments.Survey survey = engine.deployments().survey();
      survey
          .corrupt()
          .forEach(
              wrong ->
                  findings.bad(
                      "pipelines",
                      wrong.getMessage(),
                      "Restore an earlier generation of that object in gs://"
                          + deployment.settings().buckets().control()
                          + "."));
      return Optional.of(survey);
    } catch (StoreRefusedException | StoreUnavailableException e) {
      findings.unseen(
          "pipelines",
          "which are deployed cannot be read: " + e.getMessage(),
          "Ask for roles/storage.objectViewer on gs://"
              + deployment.settings().buckets().control()
              + ".");
      return Optional.empty();
    }
  }

  /** The deployed pipelines by name; none where they cannot be read. */
  List<Deployments.Deployed> pipelines() {
    return survey(new Findings()).map(Deployments.Survey::deployed).orElse(List.of());
  }

  private static List<JsonNode> calling(JsonNode jobs, DeployedFunction function) {
    List<JsonNode> calling = new ArrayList<>();
    for (JsonNode job : jobs) {
      if (function.answersAt(job.path("httpTarget").path("uri").asText())) {
        calling.add(job);
      }
    }
    return calling;
  }

  private void reconcile(
      List<JsonNode> jobs, DeployedFunction function, Reply reply, Findings findings) {
    String what = "schedule reconcile";
    if (jobs.isEmpty()) {
      findings.bad(
          what,
          "there is none: what an event missed is never repaired",
          "Run \"terraform apply\", or \"headrace deploy\" of any pipeline: both make it.");
    }
    for (JsonNode job : jobs) {
      List<Problem> problems = common(job, function, false);
      Matcher every = EVERY.matcher(job.path("schedule").asText());
      if (!every.matches()
          || (every.group(1) != null && Integer.parseInt(every.group(1)) > LONGEST_MINUTES)) {
        problems.add(
            new Problem(
                "runs at \"" + job.path("schedule").asText() + "\": lost events wait that long",
                update(job) + " --schedule=\"*/5 * * * *\""));
      }
      silent(job, reply.date()).ifPresent(problems::add);
      findings.add(what, problems, id(job) + " calls it at " + job.path("schedule").asText());
    }
  }

  private Optional<Problem> silent(JsonNode job, Optional<Instant> now) {
    try {
      Instant last = Instant.parse(job.path("lastAttemptTime").asText());
      boolean quiet = now.isPresent() && last.plus(SILENCE).isBefore(now.get());
      return quiet && enabled(job)
          ? Optional.of(
              new Problem(
                  "its last call was at " + last + ", far longer ago than its schedule says",
                  "gcloud scheduler jobs run " + id(job) + deployment.inLocation()))
          : Optional.empty();
    } catch (DateTimeException never) {
      return Optional.empty();
    }
  }

  private void tick(
      Deployments.Deployed pipeline,
      List<JsonNode> jobs,
      DeployedFunction function,
      Findings findings) {
    Optional<Schedule> schedule = pipeline.definition().pipeline().schedule();
    if (schedule.isEmpty()) {
      return;
    }
    String what = "schedule " + pipeline.name();
    List<JsonNode> own =
        jobs.stream().filter(job -> pipelineOf(job).equals(pipeline.name().value())).toList();
    boolean paused = pipeline.deployment().paused();
    if (own.isEmpty() && paused) {
      findings.ok(what, "there is none, and the pipeline is paused");
    } else if (own.isEmpty()) {
      findings.bad(
          what,
          "there is none: the pipeline never ticks, and its intervals come with the next repair at"
              + " best",
          "Run \"terraform apply\", or \"headrace deploy\" of this pipeline: both make it.");
    }
    for (JsonNode job : own) {
      List<Problem> problems = common(job, function, paused);
      CronLine wanted = CronLine.of(schedule.get());
      CronLine is = new CronLine(job.path("schedule").asText(), zone(job));
      if (!is.equals(wanted)) {
        problems.add(
            new Problem(
                "ticks at " + shown(is) + ", and the pipeline says " + shown(wanted),
                update(job)
                    + " --schedule=\""
                    + wanted.cron()
                    + "\" --time-zone="
                    + wanted.timeZone()));
      }
      if (job.path("retryConfig").path("retryCount").asInt() < 1) {
        problems.add(
            new Problem(
                "a tick that fails is not tried again", update(job) + " --max-retry-attempts=5"));
      }
      findings.add(what, problems, id(job) + " ticks at " + shown(is));
    }
  }

  private void strangers(Deployments.Survey survey, List<JsonNode> jobs, Findings findings) {
    for (JsonNode job : jobs) {
      String pipeline = pipelineOf(job);
      boolean known =
          survey.deployed().stream().anyMatch(one -> one.name().value().equals(pipeline));
      if (!known && survey.corrupt().isEmpty()) {
        findings.bad(
            "schedule " + id(job),
            pipeline.isEmpty()
                ? "its body names no pipeline"
                : "ticks for " + pipeline + ", which is not deployed",
            "gcloud scheduler jobs delete " + id(job) + deployment.inLocation());
      }
    }
  }

  /** What holds for every job. */
  private List<Problem> common(JsonNode job, DeployedFunction function, boolean mayRest) {
    List<Problem> problems = new ArrayList<>();
    if (!enabled(job) && !mayRest) {
      problems.add(
          new Problem(
              "is " + job.path("state").asText() + ": it calls nobody",
              "gcloud scheduler jobs resume " + id(job) + deployment.inLocation()));
    }
    Duration deadline = seconds(job.path("attemptDeadline").asText());
    if (deadline.compareTo(function.timeout()) < 0) {
      problems.add(
          new Problem(
              "gives up after "
                  + deadline.toSeconds()
                  + " s, and the function may work for "
                  + function.timeout().toSeconds()
                  + " s: a call that goes well counts as failed",
              update(job) + " --attempt-deadline=" + function.timeout().toSeconds() + "s"));
    }
    problems.addAll(tokenProblems(job, function));
    int code = job.path("status").path("code").asInt();
    if (code != 0) {
      problems.add(
          new Problem(
              "its last call failed with code " + code,
              "gcloud functions logs read " + function.id() + deployment.inRegion()));
    }
    return problems;
  }

  private List<Problem> tokenProblems(JsonNode job, DeployedFunction function) {
    JsonNode token = job.path("httpTarget").path("oidcToken");
    String said = token.path("audience").asText();
    String audience = said.isEmpty() ? job.path("httpTarget").path("uri").asText() : said;
    return function
        .refusal(token.path("serviceAccountEmail").asText(), audience)
        .map(
            reason ->
                List.of(
                    new Problem(
                        reason,
                        update(job)
                            + " --oidc-service-account-email=<one of HEADRACE_CALLERS>"
                            + " --oidc-token-audience=<one of HEADRACE_AUDIENCES>")))
        .orElse(List.of());
  }

  /** The account as which a function is called, if a job says so. */
  Optional<String> account(DeployedFunction function) {
    String path =
        "/v1/projects/" + deployment.project() + "/locations/" + deployment.region() + "/jobs";
    return calling(apis.list(GoogleApi.SCHEDULER, path, "jobs").json().path("jobs"), function)
        .stream()
        .map(job -> job.path("httpTarget").path("oidcToken").path("serviceAccountEmail").asText())
        .filter(email -> !email.isEmpty())
        .findFirst();
  }

  private static boolean enabled(JsonNode job) {
    return job.path("state").asText().equals("ENABLED");
  }

  private String update(JsonNode job) {
    return "gcloud scheduler jobs update http " + id(job) + deployment.inLocation();
  }

  private static String id(JsonNode job) {
    return DeployedFunction.last(job.path("name").asText());
  }

  private static String zone(JsonNode job) {
    String zone = job.path("timeZone").asText();
    return zone.isEmpty() || zone.equals("UTC") ? "Etc/UTC" : zone;
  }

  private static String shown(CronLine line) {
    return line.cron() + " " + line.timeZone();
  }

  private static Duration seconds(String text) {
    return text.endsWith("s")
        ? Duration.ofMillis((long) (Double.parseDouble(text.substring(0, text.length() - 1)) * 1e3))
        : DEFAULT_DEADLINE;
  }

  private static String pipelineOf(JsonNode job) {
    try {
      byte[] body = Base64.getDecoder().decode(job.path("httpTarget").path("body").asText());
      return Json.tree(body).path("pipeline").asText();
    } catch (IllegalArgumentException | MalformedJsonException e) {
      return "";
    }
  }
}
