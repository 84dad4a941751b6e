package dev.headrace.local.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Json;
import dev.headrace.local.identity.IdTokens;
import dev.headrace.local.scheduler.Scheduler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests of Terraform's google provider for buckets, their objects, who may use them and
 * Scheduler jobs, in plain HTTP: what it creates it must read back as it wrote it, or every plan
 * has a difference.
 */
class TerraformRequestsTest {
  private static final String JOBS = "/v1/projects/local-test/locations/europe-west1/jobs";

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private LocalClock clock;
  private ObjectStorage storage;
  private Scheduler scheduler;
  private ApiServer server;

  @BeforeEach
  void open() throws IOException {
    clock = LocalClock.open(folder);
    clock.set(Instant.parse("2001-05-15T00:00:00Z"), LocalClock.Mode.FROZEN);
    serve();
  }

  private void serve() throws IOException {
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, ChangeFeed.NONE);
    scheduler = Scheduler.open(folder, clock, new IdTokens(clock), Map.of());
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    scheduler.register(dispatcher);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    scheduler.close();
    storage.close();
  }

  private void restart() throws IOException {
    close();
    serve();
  }

  private record Answer(int status, ObjectNode json) {
    String text(String pointer) {
      return json.at(pointer).asText();
    }
  }

  private Answer send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), Json.read(answer.body()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(request.toString(), e);
    }
  }

  private Answer get(String path) {
    return send("GET", path, "");
  }

  @Nested
  class Buckets {
    private static final String BUCKET = "/storage/v1/b/lake-of-tests";

    private Answer create() {
      return send(
          "POST",
          "/storage/v1/b?alt=json&enableObjectRetention=false&prettyPrint=false&project=local-test",
          """
          {"name": "lake-of-tests", "location": "europe-west1", "storageClass": "STANDARD",
           "iamConfiguration": {"publicAccessPrevention": "enforced",
             "uniformBucketLevelAccess": {"enabled": true, "forceSendFields": null}},
           "labels": {"managed-by": "terraform", "purpose": "lake"},
           "lifecycle": {"rule": [
             {"action": {"type": "Delete"},
              "condition": {"age": 7, "matchesPrefix": ["staging/"]}},
             {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 1}}]},
           "softDeletePolicy": {"retentionDurationSeconds": 604800},
           "versioning": {"enabled": true}}
          """
              .replace(", \"forceSendFields\": null", ""));
    }

    @Test
    void whatIsCreatedIsReadAsItWasWritten() throws IOException {
      assertThat(create().status()).isEqualTo(200);
      restart();

      Answer read = get(BUCKET + "?alt=json&prettyPrint=false");

      assertThat(read.status()).isEqualTo(200);
      assertThat(read.text("/location")).isEqualTo("EUROPE-WEST1");
      assertThat(read.text("/locationType")).isEqualTo("region");
      assertThat(read.text("/storageClass")).isEqualTo("STANDARD");
      assertThat(read.text("/iamConfiguration/publicAccessPrevention")).isEqualTo("enforced");
      assertThat(read.text("/iamConfiguration/uniformBucketLevelAccess/enabled")).isEqualTo("true");
      assertThat(read.text("/iamConfiguration/uniformBucketLevelAccess/lockedTime"))
          .startsWith("2001-08-13T");
      assertThat(read.text("/labels/purpose")).isEqualTo("lake");
      assertThat(read.json().at("/lifecycle/rule")).hasSize(2);
      assertThat(read.text("/lifecycle/rule/0/condition/matchesPrefix/0")).isEqualTo("staging/");
      assertThat(read.json().at("/softDeletePolicy/retentionDurationSeconds").isTextual()).isTrue();
      assertThat(read.text("/softDeletePolicy/retentionDurationSeconds")).isEqualTo("604800");
      assertThat(read.text("/versioning/enabled")).isEqualTo("true");
      assertThat(read.text("/metageneration")).isEqualTo("1");
      assertThat(read.text("/etag")).isEqualTo("CAE=");
    }

    @Test
    void ofABucketOfWhichNothingIsSaidTheDefaultsAreTold() {
      send("POST", "/storage/v1/b?project=local-test", "{\"name\": \"plain\"}");

      Answer read = get("/storage/v1/b/plain");

      assertThat(read.text("/location")).isEqualTo("US");
      assertThat(read.text("/locationType")).isEqualTo("multi-region");
      assertThat(read.text("/softDeletePolicy/retentionDurationSeconds")).isEqualTo("604800");
      assertThat(read.text("/iamConfiguration/publicAccessPrevention")).isEqualTo("inherited");
      assertThat(read.json().has("versioning")).isFalse();
      assertThat(read.json().has("labels")).isFalse();
    }

    @Test
    void aPatchChangesWhatItNamesAndTakesAwayWhatItMakesNull() throws IOException {
      create();

      Answer patched =
          send(
              "PATCH",
              BUCKET + "?alt=json",
              "{\"labels\": {\"purpose\": null, \"tier\": \"1\"},"
                  + " \"versioning\": {\"enabled\": false}, \"lifecycle\": {\"rule\": []},"
                  + " \"softDeletePolicy\": {\"retentionDurationSeconds\": \"0\"}}");

      assertThat(patched.status()).isEqualTo(200);
      restart();
      Answer read = get(BUCKET);
      assertThat(read.json()).isEqualTo(patched.json());
      assertThat(read.json().at("/labels").properties())
          .extracting(Map.Entry::getKey)
          .containsExactlyInAnyOrder("managed-by", "tier");
      assertThat(read.text("/versioning/enabled")).isEqualTo("false");
      assertThat(read.json().at("/lifecycle/rule")).isEmpty();
      assertThat(read.text("/softDeletePolicy/retentionDurationSeconds")).isEqualTo("0");
      assertThat(read.text("/iamConfiguration/publicAccessPrevention")).isEqualTo("enforced");
      assertThat(read.text("/metageneration")).isEqualTo("2");
    }

    @Test
    void anUpdateLeavesOnlyWhatItNames() {
      create();

      Answer updated = send("PUT", BUCKET, "{\"name\": \"lake-of-tests\", \"labels\": {}}");

      assertThat(updated.status()).isEqualTo(200);
      assertThat(updated.json().has("versioning")).isFalse();
      assertThat(updated.text("/location")).isEqualTo("EUROPE-WEST1");
    }

    @Test
    void whatCannotBeIsRefusedAndChangesNothing() {
      create();
      for (String wrong :
          new String[] {
            "{\"labels\": {\"a\": \"b\"}, \"unknown\": true}",
            "{\"softDeletePolicy\": {\"retentionDurationSeconds\": 3600}}",
            "{\"softDeletePolicy\": {\"retentionDurationSeconds\": \"a week\"}}",
            "{\"iamConfiguration\": {\"publicAccessPrevention\": \"sometimes\"}}",
            "{\"storageClass\": \"CHEAP\"}",
            "{\"location\": \"us-central1\"}",
            "{\"lifecycle\": {\"rule\": [{\"action\": {\"type\": \"Delete\"}}]}}"
          }) {
        Answer refused = send("PATCH", BUCKET, wrong);

        assertThat(refused.status()).as(wrong).isEqualTo(400);
        assertThat(refused.text("/error/errors/0/reason")).isEqualTo("invalid");
      }
      assertThat(get(BUCKET).text("/metageneration")).isEqualTo("1");
    }

    @Test
    void aNameIsTakenOnceAndAMissingOneIsMissing() {
      create();

      assertThat(create().status()).isEqualTo(409);
      assertThat(get("/storage/v1/b/nowhere").status()).isEqualTo(404);
      assertThat(send("PATCH", "/storage/v1/b/nowhere", "{}").status()).isEqualTo(404);
      assertThat(send("DELETE", "/storage/v1/b/nowhere", "").status()).isEqualTo(404);
    }

    @Test
    void aStaleMetagenerationIsRefused() {
      create();
      send("PATCH", BUCKET, "{\"labels\": {\"a\": \"b\"}}");

      String stale = "?ifMetagenerationMatch=1";
      assertThat(send("PATCH", BUCKET + stale, "{\"labels\": {\"c\": \"d\"}}").status())
          .isEqualTo(412);
      assertThat(send("DELETE", BUCKET + stale, "").status()).isEqualTo(412);
      assertThat(get(BUCKET + "?ifMetagenerationNotMatch=2").status()).isEqualTo(304);
      assertThat(send("DELETE", BUCKET + "?ifMetagenerationMatch=2", "").status()).isEqualTo(204);
    }

    @Test
    void aBucketWithObjectsIsNotDeleted() {
      create();
      send("POST", "/upload/storage/v1/b/lake-of-tests/o?uploadType=media&name=a", "x");

      Answer refused = send("DELETE", BUCKET, "");

      assertThat(refused.status()).isEqualTo(409);
      assertThat(send("DELETE", BUCKET + "/o/a", "").status()).isEqualTo(204);
      assertThat(send("DELETE", BUCKET, "").status()).isEqualTo(204);
      assertThat(get(BUCKET).status()).isEqualTo(404);
    }

    @Test
    void settingsAreKeptWhenTheJournalIsRewritten() throws IOException {
      create();
      ObjectNode before = get(BUCKET).json();

      storage.compact();
      restart();

      assertThat(get(BUCKET).json()).isEqualTo(before);
    }
  }

  /** A member of a role: read, change, write with the etag that was read. */
  @Nested
  class BucketMembers {
    private static final String IAM = "/storage/v1/b/state/iam";
    private static final String READ = IAM + "?alt=json&optionsRequestedPolicyVersion=3";

    @BeforeEach
    void bucket() {
      send("POST", "/storage/v1/b?project=local-test", "{\"name\": \"state\"}");
    }

    private Answer grant(String etag, String member) {
      return send(
          "PUT",
          IAM + "?alt=json&prettyPrint=false",
          "{\"etag\": \""
              + etag
              + "\", \"version\": 3, \"bindings\": [{\"role\": \"roles/storage.objectUser\","
              + " \"members\": [\"serviceAccount:"
              + member
              + "@local-test.iam.gserviceaccount.com\"]}]}");
    }

    @Test
    void aNewBucketIsItsProjects() {
      Answer policy = get(READ);

      assertThat(policy.status()).isEqualTo(200);
      assertThat(policy.text("/kind")).isEqualTo("storage#policy");
      assertThat(policy.text("/resourceId")).isEqualTo("projects/_/buckets/state");
      assertThat(policy.text("/bindings/0/role")).isEqualTo("roles/storage.legacyBucketOwner");
      assertThat(policy.text("/bindings/0/members/0")).isEqualTo("projectEditor:local-test");
    }

    @Test
    void aGrantIsReadBackAlsoAfterARestart() throws IOException {
      Answer granted = grant(get(READ).text("/etag"), "functions");

      assertThat(granted.status()).isEqualTo(200);
      restart();
      assertThat(get(READ).json()).isEqualTo(granted.json());
      assertThat(get(READ).text("/bindings/0/members/0"))
          .isEqualTo("serviceAccount:functions@local-test.iam.gserviceaccount.com");
    }

    @Test
    void whoReadBeforeAnotherWroteIsRefused() {
      String etag = get(READ).text("/etag");
      assertThat(grant(etag, "first").status()).isEqualTo(200);

      Answer refused = grant(etag, "second");

      assertThat(refused.status()).isEqualTo(412);
      assertThat(refused.text("/error/errors/0/reason")).isEqualTo("conditionNotMet");
      assertThat(get(READ).text("/bindings/0/members/0")).contains("first@");
    }

    @Test
    void aConditionNeedsTheVersionThatKnowsConditions() {
      String binding =
          "\"bindings\": [{\"role\": \"roles/storage.objectUser\", \"members\":"
              + " [\"user:a@example.com\"], \"condition\": {\"title\": \"own\", \"expression\":"
              + " \"resource.name.startsWith('projects/_/buckets/state/objects/p/')\"}}]";

      assertThat(send("PUT", IAM, "{\"version\": 1, " + binding + "}").status()).isEqualTo(400);
      assertThat(send("PUT", IAM, "{\"version\": 3, " + binding + "}").status()).isEqualTo(200);
      assertThat(get(READ).text("/version")).isEqualTo("3");
      assertThat(get(READ).text("/bindings/0/condition/title")).isEqualTo("own");
    }

    @Test
    void whatIsNoPolicyIsRefused() {
      for (String wrong :
          new String[] {
            "{\"bindings\": [{\"role\": \"admin\", \"members\": [\"user:a@example.com\"]}]}",
            "{\"bindings\": [{\"role\": \"roles/owner\", \"members\": [\"somebody\"]}]}",
            "{\"bindings\": [], \"owner\": \"me\"}"
          }) {
        assertThat(send("PUT", IAM, wrong).status()).as(wrong).isEqualTo(400);
      }
      assertThat(get("/storage/v1/b/nowhere/iam").status()).isEqualTo(404);
      assertThat(send("PUT", "/storage/v1/b/nowhere/iam", "{}").status()).isEqualTo(404);
    }

    @Test
    void everyCallerMayDoEverything() {
      Answer held =
          get(
              IAM
                  + "/testPermissions?permissions=storage.buckets.get"
                  + "&permissions=storage.objects.create");

      assertThat(held.json().at("/permissions")).hasSize(2);
    }

    @Test
    void cloudStorageHasAnAccountOfItsOwn() {
      assertThat(get("/storage/v1/projects/local-test/serviceAccount").text("/email_address"))
          .endsWith("@gs-project-accounts.iam.gserviceaccount.com");
    }
  }

  @Nested
  class BucketObjects {
    private static final String OBJECT = "/storage/v1/b/code/o/spark%2Fjobs.jar";

    @BeforeEach
    void bucket() {
      send("POST", "/storage/v1/b?project=local-test", "{\"name\": \"code\"}");
    }

    private Answer upload(String content) throws Exception {
      String body =
          "--t\r\nContent-Type: application/json\r\n\r\n"
              + "{\"bucket\": \"code\", \"name\": \"spark/jobs.jar\","
              + " \"contentType\": \"application/java-archive\","
              + " \"metadata\": {\"sha256\": \"abc\"}}"
              + "\r\n--t\r\nContent-Type: application/java-archive\r\n\r\n"
              + content
              + "\r\n--t--\r\n";
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      server.url()
                          + "/upload/storage/v1/b/code/o?alt=json&name=spark%2Fjobs.jar"
                          + "&prettyPrint=false&uploadType=multipart"))
              .header("Content-Type", "multipart/related; boundary=t")
              .POST(BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), Json.read(answer.body()));
    }

    @Test
    void anObjectIsUploadedReadChangedAndDeleted() throws Exception {
      Answer made = upload("one");
      assertThat(made.status()).isEqualTo(200);
      restart();

      Answer read = get(OBJECT + "?alt=json&prettyPrint=false");
      assertThat(read.text("/contentType")).isEqualTo("application/java-archive");
      assertThat(read.text("/metadata/sha256")).isEqualTo("abc");
      assertThat(read.text("/md5Hash")).isEqualTo("+XxdKZQb+xsv2rCHSQargg==");
      assertThat(read.text("/generation")).isEqualTo(made.text("/generation"));

      Answer changed = send("PUT", OBJECT, "{\"metadata\": {\"sha256\": \"def\"}}");
      assertThat(changed.text("/metadata/sha256")).isEqualTo("def");
      assertThat(changed.text("/generation")).isEqualTo(made.text("/generation"));

      assertThat(send("DELETE", OBJECT, "").status()).isEqualTo(204);
      assertThat(get(OBJECT).status()).isEqualTo(404);
      assertThat(send("DELETE", OBJECT, "").status()).isEqualTo(404);
    }

    @Test
    void aDeleteOfAnotherGenerationIsRefused() throws Exception {
      String first = upload("one").text("/generation");
      upload("two");

      assertThat(send("DELETE", OBJECT + "?ifGenerationMatch=" + first, "").status())
          .isEqualTo(412);
      assertThat(get(OBJECT).status()).isEqualTo(200);
    }
  }

  @Nested
  class SchedulerJobs {
    private static final String JOB = JOBS + "/headrace-reconcile";

    private Answer create() {
      String body = Base64.getEncoder().encodeToString("{}".getBytes(StandardCharsets.UTF_8));
      return send(
          "POST",
          JOBS + "?alt=json",
          """
          {"name": "projects/local-test/locations/europe-west1/jobs/headrace-reconcile",
           "description": "repairs", "schedule": "*/5 * * * *", "timeZone": "Etc/UTC",
           "attemptDeadline": "300s",
           "retryConfig": {"retryCount": 3, "minBackoffDuration": "10s"},
           "httpTarget": {"uri": "http://127.0.0.1:9/", "httpMethod": "POST",
             "headers": {"Content-Type": "application/json"}, "body": "BODY",
             "oidcToken": {"serviceAccountEmail": "scheduler@local-test.iam.gserviceaccount.com",
               "audience": "http://127.0.0.1:9"}}}
          """
              .replace("BODY", body));
    }

    @Test
    void whatIsCreatedIsReadAsItWasWritten() throws IOException {
      assertThat(create().status()).isEqualTo(200);
      restart();

      Answer read = get(JOB);

      assertThat(read.status()).isEqualTo(200);
      assertThat(read.text("/state")).isEqualTo("ENABLED");
      assertThat(read.text("/attemptDeadline")).isEqualTo("300s");
      assertThat(read.text("/retryConfig/retryCount")).isEqualTo("3");
      assertThat(read.text("/retryConfig/minBackoffDuration")).isEqualTo("10s");
      assertThat(read.text("/retryConfig/maxBackoffDuration")).isEqualTo("3600s");
      assertThat(read.text("/retryConfig/maxDoublings")).isEqualTo("5");
      assertThat(read.text("/httpTarget/oidcToken/audience")).isEqualTo("http://127.0.0.1:9");
      assertThat(read.text("/httpTarget/body")).isEqualTo("e30=");
      assertThat(read.text("/scheduleTime")).isEqualTo("2001-05-15T00:05:00Z");
    }

    @Test
    void aPauseIsKeptOverAPatchAndARestart() throws IOException {
      create();
      assertThat(send("POST", JOB + ":pause", "{}").text("/state")).isEqualTo("PAUSED");

      Answer patched = send("PATCH", JOB + "?alt=json", "{\"schedule\": \"0 * * * *\"}");
      restart();

      assertThat(patched.status()).isEqualTo(200);
      assertThat(get(JOB).text("/state")).isEqualTo("PAUSED");
      assertThat(get(JOB).text("/schedule")).isEqualTo("0 * * * *");
      assertThat(get(JOB).text("/attemptDeadline")).isEqualTo("300s");
      assertThat(send("POST", JOB + ":resume", "{}").text("/state")).isEqualTo("ENABLED");
    }

    @Test
    void aMaskedPatchChangesNothingElse() {
      create();

      send(
          "PATCH",
          JOB + "?updateMask=attemptDeadline",
          "{\"attemptDeadline\": \"60s\", \"schedule\": \"0 0 * * *\"}");

      assertThat(get(JOB).text("/attemptDeadline")).isEqualTo("60s");
      assertThat(get(JOB).text("/schedule")).isEqualTo("*/5 * * * *");
    }

    @Test
    void aJobIsThereOnceAndThenIsGone() {
      create();

      assertThat(create().status()).isEqualTo(409);
      assertThat(send("DELETE", JOB, "").status()).isEqualTo(200);
      assertThat(get(JOB).status()).isEqualTo(404);
      assertThat(send("DELETE", JOB, "").status()).isEqualTo(404);
      assertThat(send("PATCH", JOB, "{}").status()).isEqualTo(404);
      assertThat(send("POST", JOB + ":pause", "{}").status()).isEqualTo(404);
    }

    @Test
    void whatGoogleRefusesIsRefused() {
      create();
      for (String wrong :
          new String[] {
            "{\"attemptDeadline\": \"5s\"}",
            "{\"attemptDeadline\": \"31m\"}",
            "{\"attemptDeadline\": \"1801s\"}",
            "{\"retryConfig\": {\"retryCount\": 6}}",
            "{\"schedule\": \"every day\"}",
            "{\"timeZone\": \"Mars/Olympus\"}",
            "{\"paused\": true}"
          }) {
        assertThat(send("PATCH", JOB, wrong).status()).as(wrong).isEqualTo(400);
      }
      assertThat(get(JOB).text("/attemptDeadline")).isEqualTo("300s");
    }
  }
}
