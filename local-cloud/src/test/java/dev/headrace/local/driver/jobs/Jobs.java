package dev.headrace.local.driver.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;

/** Main classes that tests run on Spark, as users write them. */
public final class Jobs {
  private Jobs() {}

  /** Does nothing. */
  public static final class Empty {
    private Empty() {}

    public static void main(String[] args) {}
  }

  /** Prints what a job sees. */
  public static final class Shows {
    private Shows() {}

    public static void main(String[] args) {
      SparkSession spark = SparkSession.builder().appName("shows").getOrCreate();
      System.out.println("args " + List.of(args));
      System.out.println("clock " + System.getProperty("headrace.clock-offset"));
      System.out.println("partitions " + spark.conf().get("spark.sql.shuffle.partitions"));
      System.out.println("views " + spark.catalog().listTables().count());
      System.out.println("property " + System.getProperty("left.behind"));
      System.setProperty("left.behind", "yes");
      spark.range(3).createOrReplaceTempView("numbers");
    }
  }

  /** Uses a class of the job in tasks. */
  public static final class UsesClosures {
    private UsesClosures() {}

    public static void main(String[] args) {
      long sum =
          SparkSession.builder()
              .getOrCreate()
              .range(10)
              .map((MapFunction<Long, Long>) Doubling::twice, Encoders.LONG())
              .collectAsList()
              .stream()
              .mapToLong(Long::longValue)
              .sum();
      System.out.println("sum " + sum);
    }
  }

  /** What tasks call. */
  public static final class Doubling {
    private Doubling() {}

    static long twice(Long number) {
      return 2 * number;
    }
  }

  /** Writes a Delta table and reads it. */
  public static final class WritesDelta {
    private WritesDelta() {}

    public static void main(String[] args) {
      SparkSession spark = SparkSession.builder().getOrCreate();
      spark.range(100).write().format("delta").mode("overwrite").save(args[0]);
      System.out.println("rows " + spark.read().format("delta").load(args[0]).count());
    }
  }

  /** Adds the jar of its argument, as a user's SQL may. */
  public static final class AddsAJar {
    private AddsAJar() {}

    public static void main(String[] args) {
      SparkSession.builder().getOrCreate().sql("ADD JAR '" + args[0] + "'");
    }
  }

  /** Prints whether Spark has compiled code for its query. */
  public static final class TellsWhatIsCompiled {
    private TellsWhatIsCompiled() {}

    public static void main(String[] args) {
      long before = CodeGenerator.compileTime();
      SparkSession.builder()
          .getOrCreate()
          .range(100)
          .selectExpr("id % 7 AS k", "sqrt(id) AS root")
          .groupBy("k")
          .sum("root")
          .collectAsList();
      System.out.println("compiled " + (CodeGenerator.compileTime() > before));
    }
  }

  /** Throws. */
  public static final class Fails {
    private Fails() {}

    public static void main(String[] args) {
      if (args.length == 0) {
        throw new IllegalStateException("no flights on 2001-05-14");
      }
    }
  }

  /** Ends the JVM with the code in its first argument. */
  public static final class Exits {
    private Exits() {}

    public static void main(String[] args) {
      System.exit(Integer.parseInt(args[0]));
    }
  }

  /** Works in a task, says so by a file, and does not let itself be interrupted. */
  public static final class WorksLong {
    private WorksLong() {}

    public static void main(String[] args) {
      SparkSession.builder()
          .getOrCreate()
          .range(0, 4, 1, 4)
          .map((MapFunction<Long, Long>) id -> spin(id, args[0]), Encoders.LONG())
          .collectAsList();
    }

    private static long spin(long id, String file) throws Exception {
      // Seen only when nothing that can be interrupted is left to do.
      Path part = Files.writeString(Path.of(file + "." + id), "working");
      Files.move(part, Path.of(file), StandardCopyOption.REPLACE_EXISTING);
      while (id >= 0) {
        Thread.onSpinWait();
      }
      return id;
    }
  }

  /** Waits in a task until it is ended. */
  public static final class Waits {
    private Waits() {}

    public static void main(String[] args) throws Exception {
      SparkSession.builder()
          .getOrCreate()
          .range(0, 4, 1, 4)
          .map((MapFunction<Long, Long>) id -> waitFor(id, args[0]), Encoders.LONG())
          .collectAsList();
    }

    private static long waitFor(long id, String file) throws Exception {
      Files.writeString(Path.of(file), "working");
      new CountDownLatch(1).await();
      return id;
    }
  }

  /** Does not let itself be interrupted. */
  public static final class IsStubborn {
    private IsStubborn() {}

    public static void main(String[] args) throws Exception {
      Files.writeString(Path.of(args[0]), "working");
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  /** Stops Spark, as many examples do. */
  public static final class Stops {
    private Stops() {}

    public static void main(String[] args) {
      SparkSession.builder().getOrCreate().stop();
    }
  }

  /** Leaves a thread behind. */
  public static final class LeavesAThread {
    private LeavesAThread() {}

    public static void main(String[] args) {
      new Thread(
              () -> {
                while (true) {
                  Thread.onSpinWait();
                }
              })
          .start();
    }
  }
}
