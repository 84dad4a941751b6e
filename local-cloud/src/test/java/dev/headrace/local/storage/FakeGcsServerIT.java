package dev.headrace.local.storage;

import static java.util.Map.entry;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract against fake-gcs-server: what passes here as well is not our invention, and what it
 * gets wrong is written down. Only selected when {@code -Dheadrace.contract.fake-gcs-server} names
 * its program.
 */
@Tag("fake-gcs-server")
class FakeGcsServerIT extends StorageContract {
  /** The client asks a server that has died for as long; by default for 50 seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @RegisterExtension
  static final ExpectedFailures WRONG =
      new ExpectedFailures(
          Map.ofEntries(
              entry("aCopyKeepsToItsConditions", "rewrites do not look at conditions"),
              entry(
                  "aDeleteByGenerationNeedsTheRightOne", "a delete with a wrong condition deletes"),
              entry("aMoveKeepsToItsConditions", "there is no moveTo"),
              entry("aMoveLeavesNothingBehind", "there is no moveTo"),
              entry("aPatchKeepsTheGeneration", "a patch shows no metageneration"),
              entry("aReadByGenerationNeedsTheRightOne", "reads do not look at conditions"),
              entry("composingKeepsToItsConditions", "compose does not look at conditions"),
              entry("hostileNamesLiveSideBySide", "some names cannot be read back"),
              entry(
                  "itemsAndFoldersArePagedTogether", "folders do not count for the size of a page"),
              entry("listsAreCutByOffsetsAndPrefixes", "matchGlob is passed over"),
              entry("metagenerationsAreConditionsToo", "a patch shows no metageneration"),
              entry(
                  "namesThatBreakTheRulesAreRefused", "names that Cloud Storage refuses are taken"),
              entry(
                  "objectsAreComposedInOrder",
                  "a composed object has an MD5, which Cloud Storage does not give it"),
              entry(
                  "ofWritersWhoComposeOnAGenerationOneWins",
                  "compose does not look at conditions: all win"),
              entry(
                  "ofWritersWhoCopyOverAGenerationOneWins",
                  "rewrites do not look at conditions: all win"),
              entry(
                  "ofWritersWhoCopyToANewNameOneWins",
                  "rewrites do not look at conditions: all win"),
              entry(
                  "ofWritersWhoDeleteOverwriteAndCopyOverAGenerationOneWins",
                  "rewrites and deletes do not look at conditions"),
              entry("ofWritersWhoMoveAnObjectOneWins", "there is no moveTo"),
              entry("ofWritersWhoMoveOverAGenerationOneWins", "there is no moveTo"),
              entry("ofWritersWhoMoveToANewNameOneWins", "there is no moveTo"),
              entry(
                  "ofWritersWhoPatchAMetagenerationOneWins",
                  "patches do not look at conditions: all win, or the server dies")));

  @TempDir private static Path folder;
  private static FakeGcsServer server;
  private static Storage client;

  /**
   * A fresh server after a test that it did not survive: it patches metadata without a lock, and Go
   * ends a process that writes a map from two threads.
   */
  @Override
  String emptyBucket() {
    if (!server.runs()) {
      try {
        stop();
        start();
      } catch (Exception refused) {
        throw new IllegalStateException("There is no server to test.", refused);
      }
    }
    return super.emptyBucket();
  }

  @BeforeAll
  static void start() throws IOException {
    server =
        FakeGcsServer.start(
            Path.of(System.getProperty("headrace.contract.fake-gcs-server")), folder);
    client =
        StorageOptions.newBuilder()
            .setHost(server.url())
            .setProjectId("local-test")
            .setCredentials(NoCredentials.getInstance())
            .setRetrySettings(
                StorageOptions.getDefaultRetrySettings().toBuilder()
                    .setTotalTimeoutDuration(PATIENCE)
                    .build())
            .build()
            .getService();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  @Override
  Storage client() {
    return client;
  }
}
