package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.engine.Explanation;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event is only a hint to look: what it costs, and that nothing hangs on it. */
class EventsIT {
  /** Shorter than the time to the next look of reconcile. */
  private static final Duration LATE = Duration.ofMinutes(2);

  @TempDir private static Path home;
  private static Cloud cloud;
  private static Orders orders;

  @BeforeAll
  static void start() throws Exception {
    orders = new Orders(Seed.random(EventsIT.class));
    // The budget is that of a run: neither slots of a pool nor looks at other days are in it.
    cloud =
        Cloud.start(
            home,
            "orders",
            text ->
                text.replaceFirst("(?m)^overlap: .*\\n", "")
                    .replaceFirst("(?m)^ +late: .*\\n", ""));
  }

  @AfterAll
  static void stop() throws Exception {
    if (cloud != null) {
      cloud.close();
    }
  }

  @AfterEach
  void allEventsArriveAgain() {
    cloud.api().delete("/local/events/knobs");
  }

  @Test
  void aLostOutcomeEventIsMadeGoodByTheNextLookOfReconcile() {
    String day = landed();
    disturb(Map.of("action", "drop", "bucket", "outcomes", "name", day, "times", 1));

    cloud.fallsDue(day);

    Run stuck = cloud.run(day);
    assertThat(stuck.state()).isEqualTo(RunState.RUNNING);
    assertThat(cloud.api().list("outcomes", "orders/" + day + "/"))
        .containsExactly("orders/" + day + "/1/clean/1.json");
    assertThat(cloud.explain(day).code())
        .isIn(Explanation.Code.SUBMITTING, Explanation.Code.RUNNING);

    cloud.reconciles();

    assertThat(cloud.run(day).state()).as(() -> cloud.told(day)).isEqualTo(RunState.SUCCEEDED);
    assertThat(cloud.batches(day))
        .extracting(Cloud::attempt)
        .containsExactlyInAnyOrder(day + "/1/clean/1", day + "/1/revenue/1");
  }

  @Test
  void aRunEndsWithoutAnyOutcomeEvent() {
    String day = landed();
    disturb(Map.of("action", "drop", "bucket", "outcomes", "name", day));

    cloud.fallsDue(day);
    cloud.reconciles();
    cloud.reconciles();

    assertThat(cloud.run(day).state()).as(() -> cloud.told(day)).isEqualTo(RunState.SUCCEEDED);
    assertThat(cloud.batches(day)).hasSize(2);
  }

  @Test
  void aHandOffTakesAtMostThreeRoundTripsToTheStorage() {
    // The first event of all reads the definition, which the function keeps: this is about the
    // others.
    String first = landed();
    cloud.fallsDue(first);
    cloud.succeeds(first);
    String day = landed();
    disturb(Map.of("action", "delay", "bucket", "outcomes", "name", day, "delay", LATE.toString()));
    cloud.fallsDue(day);
    assertThat(cloud.batches(day)).extracting(Cloud::attempt).containsExactly(day + "/1/clean/1");
    cloud.api().delete("/local/counters");

    // Nothing but the late outcome of the first stage happens in this time.
    cloud.api().advanceTo(cloud.api().time().plus(LATE));

    JsonNode counters = cloud.api().get("/local/counters").path("operations");
    assertThat(cloud.batches(day)).hasSize(2);
    assertThat(ofFunctions(counters, "dataproc.batches.create")).as("%s", counters).isEqualTo(1);
    assertThat(ofFunctions(counters, "storage.")).as("%s", counters).isBetween(1L, 3L);
    assertThat(cloud.succeeds(day).epoch()).isEqualTo(1);
  }

  @Test
  void aStageTakesAtMostTwelveStorageOperations() {
    String day = landed();
    cloud.api().delete("/local/counters");

    cloud.fallsDue(day);

    JsonNode counters = cloud.api().get("/local/counters").path("operations");
    assertThat(cloud.run(day).state()).as(() -> cloud.told(day)).isEqualTo(RunState.SUCCEEDED);
    int stages = cloud.run(day).stages().size();
    assertThat(ofFunctions(counters, "storage.")).as("%s", counters).isBetween(1L, 12L * stages);
  }

  private static String landed() {
    String day = cloud.nextDay();
    cloud.justBeforeDue(day);
    land(day);
    return day;
  }

  private static void land(String day) {
    String folder = "orders/" + day + "/";
    cloud.api().upload("landing", folder + "north.csv.gz", Orders.file(orders.of("north")));
    cloud.api().upload("landing", folder + "_SUCCESS", new byte[0]);
    cloud.api().settle();
  }

  private static void disturb(Map<String, Object> rule) {
    cloud.api().post("/local/events/knobs", Map.of("rules", List.of(rule)));
  }

  /** Requests of Google's Java clients, which only the functions use here; jobs have others. */
  private static long ofFunctions(JsonNode operations, String prefix) {
    return operations.properties().stream()
        .filter(operation -> operation.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .mapToLong(by -> by.path("java headrace").asLong() + by.path("java").asLong())
        .sum();
  }
}
