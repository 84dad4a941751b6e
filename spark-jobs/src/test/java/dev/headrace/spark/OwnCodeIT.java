package dev.headrace.spark;

import static dev.headrace.spark.Lake.attempt;
import static dev.headrace.spark.Lake.column;
import static dev.headrace.spark.Lake.day;
import static dev.headrace.spark.Lake.message;
import static dev.headrace.spark.Lake.required;
import static dev.headrace.spark.Lake.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of a user's jar, from their source to the table. */
class OwnCodeIT {
  private static final List<Column> LANDED =
      List.of(column("date", "string"), column("delay", "int"), column("origin", "string"));
  private static final List<Column> CLEAN =
      List.of(column("delay", "bigint"), column("origin", "string"), required("day", "string"));
  private static final String DAY = ".withColumn(\"day\", lit(inputs.interval().key()))";

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = new Lake(folder);
  }

  /** The source of a transform with this body; it begins in line 4. */
  private static String transform(String... body) {
    return "import static org.apache.spark.sql.functions.*;import org.apache.spark.sql.*;\n"
        + "public final class Own implements dev.headrace.spark.transform.Transform {\n"
        + "  public Dataset<Row> rows(dev.headrace.spark.transform.Inputs inputs) {\n"
        + String.join("\n", body)
        + "\n  }\n}\n";
  }

  private Outcome run(String source, String csv, Expectation... expect) throws IOException {
    try (UserJar jar = UserJar.of(folder, source)) {
      return lake.run(spec(jar.uri(), jar.sha256(), csv, expect));
    }
  }

  private JobSpec spec(String jar, String sha256, String csv, Expectation... expect) {
    return lake.spec(
        attempt("clean", day(5), 1, 1),
        Map.of("raw", lake.csv(LANDED, lake.file("landing/a.csv", csv))),
        new JobWork.Transform(jar, sha256, "Own", lake.output(table("flights", CLEAN, expect))));
  }

  @Test
  void theRowsOfAClassBecomeTheIntervalOfATable() throws Exception {
    Outcome outcome =
        run(
            transform(
                "int least = Integer.parseInt(inputs.parameter(\"least\"));",
                "return inputs.rows(\"raw\").where(col(\"delay\").geq(least)).drop(\"date\")"
                    + DAY
                    + ";"),
            "date,delay,origin\nx,5,SFO\ny,-3,JFK\nz,late,LAX\nz,4,LAX\n");

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "day", "delay", "origin"))
        .containsExactly("2001-01-05 4 LAX", "2001-01-05 5 SFO");
    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(4, 2, 1));
    assertThat(lake.select("flights_quarantine", "expectation", "row"))
        .containsExactly("readable(raw) z,late,LAX");
  }

  @Test
  void aClassInScalaGivesRowsAsOneInJavaDoes() throws Exception {
    String source =
        """
        import dev.headrace.spark.transform.{Inputs, Transform}
        import org.apache.spark.sql.{Dataset, Row}
        import org.apache.spark.sql.functions.{col, lit}

        final class Own extends Transform {
          override def rows(inputs: Inputs): Dataset[Row] = {
            val least = inputs.parameter("least").toInt
            inputs.rows("raw")
              .where(col("delay") >= least)
              .drop("date")
              .withColumn("day", lit(inputs.interval.key))
          }
        }
        """;
    try (UserJar jar = UserJar.ofScala(folder, source)) {
      Outcome outcome =
          lake.run(spec(jar.uri(), jar.sha256(), "date,delay,origin\nx,5,SFO\ny,-3,JFK\n"));

      assertThat(outcome.status()).as(outcome.toString()).isEqualTo(Outcome.Status.SUCCEEDED);
      assertThat(lake.select("flights", "day", "delay", "origin"))
          .containsExactly("2001-01-05 5 SFO");
    }
  }

  @Test
  void anObjectInScalaIsAMainClass() throws Exception {
    String source =
        """
        object Own {
          def main(arguments: Array[String]): Unit =
            java.nio.file.Files.writeString(java.nio.file.Path.of("SAID"), arguments(0))
        }
        """
            .replace("SAID", lake.path("said.txt").toString());
    try (UserJar jar = UserJar.ofScala(folder, source)) {
      Outcome outcome =
          lake.run(
              lake.spec(
                  attempt("export", day(5), 1, 1),
                  Map.of(),
                  new JobWork.Main(jar.uri(), jar.sha256(), "Own")));

      assertThat(outcome.status()).as(outcome.toString()).isEqualTo(Outcome.Status.SUCCEEDED);
      assertThat(Files.readString(lake.path("said.txt"))).isEqualTo("--job");
    }
  }

  @Test
  void unreadableRowsAreFoundThoughTheCodeReadThemBeforeItsRowsAreWritten() throws Exception {
    Outcome outcome =
        run(
            transform(
                "java.util.List<Row> all = inputs.rows(\"raw\").select(\"delay\").collectAsList();",
                "return inputs.spark().range(all.size()).select(col(\"id\").as(\"delay\"),",
                "    lit(\"SFO\").as(\"origin\"))" + DAY + ";"),
            "date,delay,origin\nx,5,SFO\nshort,5\ny,1,JFK\n");

    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(3, 2, 1));
    assertThat(lake.select("flights_quarantine", "expectation", "row"))
        .containsExactly("readable(raw) short,5");
  }

  @Test
  void whatTheCodeThrowsIsItsAuthorsErrorWithTheLine() throws Exception {
    Outcome outcome =
        run(
            transform("String shop = null;", "return inputs.rows(shop.trim());"),
            "date,delay,origin\nx,5,SFO\n");

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(message(outcome)).startsWith("Own (Own.java:5): NullPointerException");
    assertThat(lake.hasTable("flights")).isFalse();
  }

  @Test
  void aNameThatTheStageDoesNotReadIsTold() throws Exception {
    Outcome outcome =
        run(transform("return inputs.rows(\"row\");"), "date,delay,origin\nx,5,SFO\n");

    assertThat(message(outcome))
        .isEqualTo(
            "Own (Own.java:4): IllegalArgumentException: the stage reads nothing named \"row\","
                + " only raw");
  }

  @Test
  void aColumnThatDoesNotExistIsToldWithTheLine() throws Exception {
    Outcome outcome =
        run(
            transform("return inputs.rows(\"raw\")", "    .select(\"dealy\");"),
            "date,delay,origin\nx,5,SFO\n");

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(message(outcome)).startsWith("Own (Own.java:5): ").contains("`dealy`");
  }

  @Test
  void otherColumnsThanDeclaredAreRefused() throws Exception {
    Outcome outcome =
        run(transform("return inputs.rows(\"raw\");"), "date,delay,origin\nx,5,SFO\n");

    assertThat(message(outcome))
        .isEqualTo(
            "Own does not give the columns of table flights: missing day string; not declared:"
                + " date string.");
  }

  @Test
  void aClassThatGivesNoRowsIsNoTransform() throws Exception {
    Outcome outcome = run("public final class Own {}", "date,delay,origin\nx,5,SFO\n");

    assertThat(message(outcome))
        .isEqualTo(
            "Own does not implement dev.headrace.spark.transform.Transform, so it gives no rows:"
                + " implement it, or name the class under main");
  }

  @Test
  void aJarThatIsNotTheDeployedOneIsNotRun() throws Exception {
    try (UserJar jar = UserJar.of(folder, transform("return inputs.rows(\"raw\");"))) {
      Outcome outcome = lake.run(spec(jar.uri(), "0".repeat(64), "date,delay,origin\nx,5,SFO\n"));

      assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.PLATFORM);
      assertThat(message(outcome)).startsWith("Own was not loaded from " + jar.uri());
    }
  }

  @Test
  void aMainClassGetsItsSpecAndIsDoneWhenItReturns() throws Exception {
    Outcome outcome =
        runMain(
            "public final class Own {\n"
                + "  public static void main(String[] arguments) throws Exception {\n"
                + "    java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                + lake.path("said.json")
                + "\"), arguments[0] + \" \" + arguments[1]);\n"
                + "  }\n}\n");

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(outcome.tablesWritten()).isEmpty();
    assertThat(Files.readString(lake.path("said.json")))
        .startsWith("--job {\"attempt\":{")
        .contains("\"stage\":\"export\"");
  }

  @Test
  void whatAMainClassThrowsIsItsAuthorsErrorWithTheLine() throws Exception {
    Outcome outcome =
        runMain(
            """
            public final class Own {
              public static void main(String[] arguments) {
                throw new IllegalStateException("no shops");
              }
            }
            """);

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(message(outcome)).isEqualTo("Own (Own.java:3): IllegalStateException: no shops");
  }

  @Test
  void aClassWithoutMainIsToldSo() throws Exception {
    assertThat(message(runMain("public final class Own {}")))
        .isEqualTo(
            "Own has no public static void main(String[]): write one, or name the class under class"
                + " if it implements Transform");
  }

  private Outcome runMain(String source) throws IOException {
    try (UserJar jar = UserJar.of(folder, source)) {
      return lake.run(
          lake.spec(
              attempt("export", day(5), 1, 1),
              Map.of(),
              new JobWork.Main(jar.uri(), jar.sha256(), "Own")));
    }
  }
}
