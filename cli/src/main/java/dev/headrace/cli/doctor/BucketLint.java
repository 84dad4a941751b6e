package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.doctor.Findings.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bucket resource of Cloud Storage must say, by the purpose of the bucket. Pure.
 *
 * @param region where the functions and the jobs are
 */
record BucketLint(Purpose purpose, String region) {
  private static final long WEEK = Duration.ofDays(7).toSeconds();
  private static final int WEEK_DAYS = 7;
  private static final String STAGING = "staging/";

  /** What a bucket is for. */
  enum Purpose {
    LANDING,
    LAKE,
    CONTROL,
    OUTCOMES,
    CODE
  }

  /** All that is wrong with it. */
  List<Problem> problems(JsonNode bucket) {
    String update = "gcloud storage buckets update gs://" + bucket.path("name").asText();
    List<Problem> problems = new ArrayList<>();
    access(bucket.path("iamConfiguration"), update, problems);
    if (!bucket.path("location").asText().equalsIgnoreCase(region)) {
      problems.add(
          new Problem(
              "is in " + bucket.path("location").asText() + ", and the functions in " + region,
              "A bucket does not move: make one in " + region + " and copy what is in it."));
    }
    if (!canBeRestored(bucket)) {
      problems.add(
          new Problem(
              "what is deleted or overwritten is gone: soft delete is off, and no versions are kept"
                  + " for 7 days",
              update + " --soft-delete-duration=7d"));
    }
    retention(bucket, update, problems);
    lifecycle(bucket.path("lifecycle").path("rule"), problems, bucket.path("name").asText());
    return problems;
  }

  private static void access(JsonNode access, String update, List<Problem> problems) {
    if (!access.path("uniformBucketLevelAccess").path("enabled").asBoolean()) {
      problems.add(
          new Problem(
              "uniform access is off: single objects may be open to others",
              update + " --uniform-bucket-level-access"));
    }
    if (!access.path("publicAccessPrevention").asText().equals("enforced")) {
      problems.add(
          new Problem("public access is not prevented", update + " --public-access-prevention"));
    }
  }

  private static boolean canBeRestored(JsonNode bucket) {
    long soft = bucket.path("softDeletePolicy").path("retentionDurationSeconds").asLong();
    return soft >= WEEK
        || (bucket.path("versioning").path("enabled").asBoolean() && keepsVersions(bucket));
  }

  private static boolean keepsVersions(JsonNode bucket) {
    for (JsonNode rule : bucket.path("lifecycle").path("rule")) {
      JsonNode condition = rule.path("condition");
      boolean short_ =
          condition.has("daysSinceNoncurrentTime")
              ? condition.path("daysSinceNoncurrentTime").asInt() < WEEK_DAYS
              : condition.has("numNewerVersions") || condition.has("isLive");
      if (isDelete(rule) && short_) {
        return false;
      }
    }
    return true;
  }

  /** A document that may not be replaced stops every run. */
  private void retention(JsonNode bucket, String update, List<Problem> problems) {
    boolean written = purpose == Purpose.CONTROL || purpose == Purpose.LAKE;
    if (written && bucket.path("retentionPolicy").path("retentionPeriod").asLong() > 0) {
      problems.add(
          new Problem(
              "a retention policy forbids to replace and to delete objects: no run can move",
              update + " --clear-retention-period"));
    }
  }

  private void lifecycle(JsonNode rules, List<Problem> problems, String name) {
    boolean clearsStaging = false;
    for (JsonNode rule : rules) {
      if (isDelete(rule) && hitsLive(rule.path("condition"))) {
        judge(rule.path("condition"), problems, name);
        clearsStaging |= names(rule.path("condition"), STAGING);
      }
    }
    if (purpose == Purpose.LAKE && !clearsStaging) {
      problems.add(
          new Problem(
              "nothing deletes what attempts leave below " + STAGING + ": it is paid for for ever",
              mend(name, "add a rule: Delete, age 7, matchesPrefix [\"staging/\"]")));
    }
  }

  private void judge(JsonNode condition, List<Problem> problems, String name) {
    switch (purpose) {
      case CONTROL ->
          problems.add(
              new Problem(
                  "a lifecycle rule deletes live objects: state that is gone makes runs start anew",
                  mend(name, "limit the rule with daysSinceNoncurrentTime")));
      case CODE ->
          problems.add(
              new Problem(
                  "a lifecycle rule deletes live objects: runs and older definitions need their"
                      + " code",
                  mend(name, "take the rule out")));
      case LAKE -> {
        if (!onlyBelow(condition, STAGING)) {
          problems.add(
              new Problem(
                  "a lifecycle rule deletes more than what is below "
                      + STAGING
                      + ": tables lose their files",
                  mend(name, "limit the rule with matchesPrefix [\"staging/\"]")));
        }
      }
      case LANDING, OUTCOMES -> {
        if (!condition.has("age") || condition.path("age").asInt() < WEEK_DAYS) {
          problems.add(
              new Problem(
                  "a lifecycle rule deletes objects that are younger than 7 days: a run that waits"
                      + " or is tried again misses them",
                  mend(name, "give the rule an age of 90")));
        }
      }
    }
  }

  private static String mend(String name, String how) {
    return "In the lifecycle of gs://" + name + " " + how + "; \"terraform apply\" sets it.";
  }

  private static boolean isDelete(JsonNode rule) {
    return rule.path("action").path("type").asText().equals("Delete");
  }

  private static boolean hitsLive(JsonNode condition) {
    boolean noncurrentOnly =
        condition.has("daysSinceNoncurrentTime")
            || condition.has("noncurrentTimeBefore")
            || condition.path("numNewerVersions").asInt() > 0
            || (condition.has("isLive") && !condition.path("isLive").asBoolean());
    return !noncurrentOnly;
  }

  private static boolean names(JsonNode condition, String prefix) {
    return GoogleApis.texts(condition.path("matchesPrefix")).contains(prefix);
  }

  private static boolean onlyBelow(JsonNode condition, String prefix) {
    List<String> prefixes = GoogleApis.texts(condition.path("matchesPrefix"));
    return !prefixes.isEmpty() && prefixes.stream().allMatch(one -> one.startsWith(prefix));
  }
}
