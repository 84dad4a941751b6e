package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.engine.Explanation;
import dev.headrace.run.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same for a pipeline that counts its files and only wants to be told of late changes. */
class CountedFilesIT {
  @TempDir private static Path home;
  private static Cloud cloud;
  private static Orders orders;

  @BeforeAll
  static void start() throws Exception {
    orders = new Orders(Seed.random(CountedFilesIT.class));
    cloud = Cloud.start(home, "returns");
  }

  @AfterAll
  static void stop() throws Exception {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void aRunWaitsUntilAllFilesAreThere() {
    String day = cloud.nextDay();
    land(day, "north");

    cloud.fallsDue(day);

    assertThat(cloud.explain(day).code()).isEqualTo(Explanation.Code.WAITING_INPUT);
    assertThat(cloud.explain(day).text())
        .isEqualTo("waits for gs://landing/returns/" + day + "/*.csv.gz (1 of 2)");

    land(day, "south");
    cloud.api().settle();

    assertThat(cloud.succeeds(day).stages().get(0).outcome().orElseThrow().rows().in())
        .isEqualTo(2L * Orders.LANDED);
  }

  @Test
  void aChangedFileIsFlaggedAndDoesNotRunAgain() {
    String day = cloud.nextDay();
    land(day, "north");
    land(day, "south");
    cloud.fallsDue(day);
    assertThat(cloud.succeeds(day).warnings()).isEmpty();

    land(day, "south");
    cloud.api().settle();
    cloud.reconciles();

    Run flagged = cloud.succeeds(day);
    assertThat(flagged.epoch()).isEqualTo(1);
    assertThat(flagged.warnings())
        .singleElement()
        .asString()
        .contains("gs://landing/returns/" + day + "/south.csv.gz");
    assertThat(cloud.batches(day)).hasSize(1);
  }

  private static void land(String day, String shop) {
    cloud
        .api()
        .upload("landing", "returns/" + day + "/" + shop + ".csv.gz", Orders.file(orders.of(shop)));
  }
}
