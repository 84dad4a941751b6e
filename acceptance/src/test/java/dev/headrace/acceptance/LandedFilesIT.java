package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.engine.Explanation;
import dev.headrace.job.ErrorClass;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import dev.headrace.run.Trigger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a day whose files are missing, broken, of another form, or changed later. */
class LandedFilesIT extends OrdersCloud {
  @Test
  void aRunWaitsForWhatIsMissingAndExplainNamesIt() {
    String day = cloud.nextDay();

    cloud.fallsDue(day);

    Explanation nothing = cloud.explain(day);
    assertThat(nothing.code()).isEqualTo(Explanation.Code.WAITING_INPUT);
    assertThat(nothing.details()).containsExactly(uri(day, "*.csv.gz"), uri(day, "_SUCCESS"));

    land(day, "north", orders.of("north"));
    cloud.reconciles();

    Explanation unmarked = cloud.explain(day);
    assertThat(unmarked.code()).isEqualTo(Explanation.Code.WAITING_INPUT);
    assertThat(unmarked.text()).isEqualTo("waits for " + uri(day, "_SUCCESS"));
    assertThat(cloud.batches(day)).isEmpty();

    mark(day);
    cloud.api().settle();

    // The arrival alone finishes it: no time has passed in which anybody else could have looked.
    assertThat(cloud.run(day).state().terminal()).as(() -> cloud.told(day)).isTrue();
    assertThat(cloud.succeeds(day).epoch()).isEqualTo(1);
    assertThat(cloud.explain(day).code()).isEqualTo(Explanation.Code.SUCCEEDED);
  }

  @Test
  void aFileThatIsCutInHalfFailsItsDayByNameUntilTheWholeOneLands() throws Exception {
    String broken = cloud.nextDay();
    String good = cloud.nextDay();
    List<String> lines = orders.of("north");
    byte[] whole = Orders.file(lines);
    cloud.api().upload("landing", name(broken, "north.csv.gz"), half(whole));
    mark(broken);
    lands(good);

    cloud.fallsDue(good);

    Run failed = cloud.fails(broken);
    assertThat(clean(failed).reason())
        .isEqualTo(
            uri(broken, "north.csv.gz")
                + " is cut short: it ends inside. Land the whole file again.");
    assertThat(clean(failed).failures()).containsExactly(java.util.Map.entry(ErrorClass.DATA, 1));
    assertThat(cloud.explain(broken).text()).contains(uri(broken, "north.csv.gz"));
    cloud.succeeds(good);

    cloud.api().upload("landing", name(broken, "north.csv.gz"), whole);
    cloud.api().settle();

    Run mended = cloud.succeeds(broken);
    assertThat(mended.epoch()).isEqualTo(2);
    assertThat(mended.trigger()).isEqualTo(Trigger.LATE_DATA);
    assertThat(idsOf(broken)).containsExactlyElementsOf(cleanIds(lines));
    assertThat(cloud.run(good).epoch()).isEqualTo(1);
  }

  @Test
  void aFileOfAnotherFormFailsItsDayByFileAndColumn() {
    String extra = cloud.nextDay();
    String lacking = cloud.nextDay();
    String reordered = cloud.nextDay();
    String good = cloud.nextDay();
    List<String> lines = orders.of("north");
    landForm(extra, "order_id,shop,product,quantity,price,colour", suffixed(lines, ",red"));
    landForm(lacking, "order_id,shop,product,quantity", withoutLast(lines));
    landForm(reordered, "order_id,product,shop,quantity,price", lines);
    lands(good);

    cloud.fallsDue(good);

    assertComplains(extra, "not declared colour (position 6)");
    assertComplains(lacking, "missing price");
    assertComplains(reordered, "out of place shop (position 3), which belongs at position 2");
    cloud.succeeds(good);
  }

  private static void assertComplains(String day, String about) {
    Run failed = cloud.fails(day);
    assertThat(clean(failed).reason())
        .startsWith(
            uri(day, "north.csv.gz")
                + ": the header does not match the declared columns: "
                + about);
    assertThat(clean(failed).failures()).containsExactly(java.util.Map.entry(ErrorClass.DATA, 1));
    // It is the file, not chance: nobody tries again before the file has changed.
    assertThat(cloud.batches(day)).hasSize(1);
    assertThat(failed.stages().get(1).attempt()).isZero();
  }

  @Test
  void anIntervalWhoseFileIsOverwrittenRunsAgainAndHoldsTheNewRowsOnly() throws Exception {
    String day = cloud.nextDay();
    String other = cloud.nextDay();
    List<String> before = orders.of("north");
    List<String> after = orders.of("north");
    land(day, "north", before);
    mark(day);
    lands(other);
    cloud.fallsDue(other);
    cloud.succeeds(other);
    assertThat(cloud.succeeds(day).epoch()).isEqualTo(1);
    assertThat(idsOf(day)).containsExactlyElementsOf(cleanIds(before));

    land(day, "north", after);
    cloud.api().settle();

    Run again = cloud.succeeds(day);
    assertThat(again.epoch()).isEqualTo(2);
    assertThat(again.trigger()).isEqualTo(Trigger.LATE_DATA);
    assertThat(again.history())
        .anySatisfy(note -> assertThat(note.text()).contains(uri(day, "north.csv.gz")));
    assertThat(idsOf(day)).containsExactlyElementsOf(cleanIds(after));
    assertThat(cloud.run(other).epoch()).isEqualTo(1);
  }

  // What lands

  private static void landForm(String day, String header, List<String> lines) {
    cloud.api().upload("landing", name(day, "north.csv.gz"), Orders.zipped(header, lines));
    mark(day);
  }

  private static String uri(String day, String file) {
    return "gs://landing/" + name(day, file);
  }

  private static byte[] half(byte[] whole) {
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static List<String> suffixed(List<String> lines, String suffix) {
    return lines.stream().map(line -> line + suffix).toList();
  }

  private static List<String> withoutLast(List<String> lines) {
    return lines.stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
  }

  // What is found

  private static StageRun clean(Run run) {
    return run.stages().get(0);
  }

  private static List<String> cleanIds(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(",", -1))
        .filter(f -> !f[2].isEmpty() && f[3].matches("[1-9]"))
        .map(f -> f[0])
        .sorted()
        .toList();
  }

  private static List<String> idsOf(String day) throws Exception {
    return found("SELECT order_id FROM orders WHERE day = '" + day + "' ORDER BY order_id");
  }
}
