package dev.headrace.local.driver.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Main classes that use the lake through the connector; each takes a folder and fails by throwing.
 */
public final class LakeJobs {
  private static final int WRITERS = 16;

  private LakeJobs() {}

  /** Writes Parquet by days, and some days again. */
  public static final class OverwritesPartitions {
    private OverwritesPartitions() {}

    public static void main(String[] args) {
      SparkSession spark = SparkSession.builder().getOrCreate();
      spark.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
      String table = args[0] + "/by day";
      for (String range : List.of("0, 3000", "1000, 1500")) {
        spark
            .sql("SELECT id, concat('2001-01-0', 1 + id DIV 1000) AS day FROM range(" + range + ")")
            .write()
            .mode(SaveMode.Overwrite)
            .partitionBy("day")
            .parquet(table);
      }
      // The first and the third day are as they were.
      expect(2500L, spark.read().parquet(table).count());
      expect(500L, spark.read().parquet(table).where("day = '2001-01-02'").count());
      spark.range(10).write().mode(SaveMode.Append).parquet(args[0] + "/plain");
      spark.range(10).write().mode(SaveMode.Append).parquet(args[0] + "/plain");
      expect(20L, spark.read().parquet(args[0] + "/plain").count());
      spark.range(7).write().mode(SaveMode.Overwrite).parquet(args[0] + "/plain");
      expect(7L, spark.read().parquet(args[0] + "/plain").count());
    }
  }

  /** Makes, renames, lists and deletes files and folders. */
  public static final class HandlesFiles {
    private HandlesFiles() {}

    public static void main(String[] args) throws IOException {
      FileSystem lake = lake(args[0]);
      Path from = new Path(args[0], "from");
      for (String name : List.of("1", "2", "deep/3", "deep/er/4", "ü b")) {
        write(lake, new Path(from, name), new byte[] {1, 2, 3});
      }
      expect(true, lake.mkdirs(new Path(args[0], "empty/folder")));

      Path to = new Path(args[0], "to");
      expect(true, lake.rename(from, to));
      expect(false, lake.exists(from));
      expect(List.of("1", "2", "deep", "ü b"), names(lake, to));
      expect(List.of("3", "er"), names(lake, new Path(to, "deep")));
      expect(true, lake.rename(new Path(to, "1"), new Path(to, "one")));
      expect(false, lake.rename(new Path(to, "missing"), new Path(to, "x")));
      expect(3L, lake.getFileStatus(new Path(to, "one")).getLen());
      expect(true, lake.delete(new Path(to, "deep"), true));
      expect(List.of("2", "one", "ü b"), names(lake, to));
      expect(false, lake.delete(new Path(to, "deep"), true));
      expect(true, lake.delete(new Path(args[0], "empty"), true));
      expect(List.of("to"), names(lake, new Path(args[0])));
    }
  }

  /** Writes a file of 30 MB, reads it in parts, and adds to it. */
  public static final class WritesALargeFile {
    private WritesALargeFile() {}

    public static void main(String[] args) throws IOException {
      FileSystem lake = lake(args[0]);
      Path file = new Path(args[0], "large");
      byte[] content = new byte[30_000_000];
      new Random(7).nextBytes(content);
      write(lake, file, content);

      expect(30_000_000L, lake.getFileStatus(file).getLen());
      try (FSDataInputStream in = lake.open(file)) {
        expect(true, Arrays.equals(content, in.readAllBytes()));
      }
      // A stream of its own: the connector does not seek back to the end of a file.
      try (FSDataInputStream in = lake.open(file)) {
        for (int at : new int[] {29_999_000, 0, 12_345_678}) {
          byte[] part = new byte[1000];
          in.readFully(at, part);
          expect(true, Arrays.equals(part, Arrays.copyOfRange(content, at, at + 1000)));
        }
      }
      try (OutputStream out = lake.append(file)) {
        out.write(new byte[] {1, 2, 3});
      }
      expect(30_000_003L, lake.getFileStatus(file).getLen());
      try (FSDataInputStream in = lake.open(file)) {
        in.seek(30_000_000);
        expect(true, Arrays.equals(new byte[] {1, 2, 3}, in.readAllBytes()));
      }
      try (OutputStream refused = lake.create(file, false)) {
        throw new AssertionError("Written over: " + refused);
      } catch (IOException expected) {
        expect(30_000_003L, lake.getFileStatus(file).getLen());
      }
    }
  }

  /** Many writers add to a Delta table at once. */
  public static final class AppendsToDelta {
    private AppendsToDelta() {}

    public static void main(String[] args) throws Exception {
      SparkSession spark = SparkSession.builder().getOrCreate();
      String table = args[0] + "/delta";
      spark.range(0).write().format("delta").save(table);
      together(
          writer -> {
            spark
                .range(writer * 100L, writer * 100L + 100)
                .coalesce(1)
                .write()
                .format("delta")
                .mode(SaveMode.Append)
                .save(table);
            return "won";
          });
      expect(WRITERS * 100L, spark.read().format("delta").load(table).distinct().count());
      expect(WRITERS * 100L, spark.read().format("delta").load(table).count());
      expect(WRITERS + 1L, spark.sql("DESCRIBE HISTORY delta.`" + table + "`").count());
    }
  }

  /** Many writers replace the same day of a Delta table at once. */
  public static final class ReplacesInDelta {
    private ReplacesInDelta() {}

    public static void main(String[] args) throws Exception {
      SparkSession spark = SparkSession.builder().getOrCreate();
      String table = args[0] + "/delta";
      for (int day = 1; day <= 2; day++) {
        day(spark, day, -1).mode(SaveMode.Append).partitionBy("day").save(table);
      }
      List<String> results =
          together(
              writer -> {
                try {
                  day(spark, 1, writer)
                      .mode(SaveMode.Overwrite)
                      .option("replaceWhere", "day = 1")
                      .save(table);
                  return "won";
                } catch (Exception lost) {
                  String name = lost.getClass().getSimpleName();
                  if (!name.startsWith("Concurrent")) {
                    throw lost;
                  }
                  return "lost";
                }
              });
      // One writer wins each version; the rows of a day are those of one writer.
      long won = results.stream().filter("won"::equals).count();
      expect(true, won >= 1);
      expect(won + 2, spark.sql("DESCRIBE HISTORY delta.`" + table + "`").count());
      var rows = spark.read().format("delta").load(table);
      expect(100L, rows.where("day = 1").count());
      expect(1L, rows.where("day = 1").select("writer").distinct().count());
      expect(0L, rows.where("day = 1 AND writer = -1").count());
      expect(100L, rows.where("day = 2 AND writer = -1").count());
      System.out.println("won " + won + " of " + WRITERS);
    }

    private static DataFrameWriter<Row> day(SparkSession spark, int day, int writer) {
      return spark
          .sql("SELECT id, " + day + " AS day, " + writer + " AS writer FROM range(100)")
          .coalesce(2)
          .write()
          .format("delta");
    }
  }

  private interface Writer {
    String write(int number) throws Exception;
  }

  private static List<String> together(Writer writer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Callable<String>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        writers.add(
            () -> {
              start.await();
              return writer.write(number);
            });
      }
      List<String> results = new ArrayList<>();
      for (Future<String> result : threads.invokeAll(writers)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  private static FileSystem lake(String folder) throws IOException {
    return FileSystem.get(
        URI.create(folder),
        SparkSession.builder().getOrCreate().sparkContext().hadoopConfiguration());
  }

  private static void write(FileSystem lake, Path file, byte[] content) throws IOException {
    try (OutputStream out = lake.create(file, true)) {
      out.write(content);
    }
    try (InputStream in = lake.open(file)) {
      expect(true, Arrays.equals(content, in.readAllBytes()));
    }
  }

  private static List<String> names(FileSystem lake, Path folder) throws IOException {
    return Stream.of(lake.listStatus(folder))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .sorted()
        .toList();
  }

  private static void expect(Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError("Expected " + expected + ", but it is " + actual);
    }
  }
}
