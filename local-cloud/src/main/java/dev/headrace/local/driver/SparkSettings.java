package dev.headrace.local.driver;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the Spark processes are made.
 *
 * @param classPath Spark, Delta, the shaded gcs-connector, and the jar or folder with this class
 * @param heap the largest heap, as in {@code -Xmx}
 * @param uiPort where Spark's own pages are served, if at all
 * @param conf Spark settings that replace the defaults
 */
public record SparkSettings(
    Path java, List<Path> classPath, String heap, OptionalInt uiPort, Map<String, String> conf) {
  /**
   * Set to {@code false} in the settings for Spark, a process does not run a first query at once.
   */
  public static final String WARM_UP = "headrace.warm-up";

  /** By its name: the class is made of Spark's, which this JVM does not have. */
  private static final String FITS_CLUSTER = "dev.headrace.local.driver.FitsCluster";

  private static final Pattern MASTER =
      Pattern.compile("spark://[^/:,\\s]+:[0-9]{1,5}(,[^/:,\\s]+:[0-9]{1,5})*");

  /** What Spark needs on JDK 17 and later: {@code org.apache.spark.launcher.JavaModuleOptions}. */
  static final List<String> MODULE_OPTIONS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--add-modules=jdk.incubator.vector",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
          "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
          "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
          "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
          "-Djdk.reflect.useDirectMethodHandle=false",
          "-Dio.netty.tryReflectionSetAccessible=true");

  public SparkSettings {
    classPath = List.copyOf(classPath);
    conf = Map.copyOf(conf);
    if (classPath.isEmpty()) {
      throw new IllegalArgumentException("The class path of Spark is empty.");
    }
  }

  /** Two gigabytes, this JVM's own Java, no pages. */
  public static SparkSettings of(List<Path> classPath) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new SparkSettings(java, classPath, "2g", OptionalInt.empty(), Map.of());
  }

  /**
   * These settings for a standalone cluster.
   *
   * @param master {@code spark://host:port}
   * @param driverHost the name or address by which the workers reach this machine
   * @throws IllegalArgumentException if the master's is no such address
   */
  public SparkSettings onCluster(String master, String driverHost) {
    if (!MASTER.matcher(master).matches()) {
      throw new IllegalArgumentException(
          "The address of a Spark master is spark://host:port, not " + master);
    }
    Map<String, String> cluster = new TreeMap<>();
    cluster.put("spark.master", master);
    cluster.put("spark.driver.host", driverHost);
    cluster.put("spark.driver.bindAddress", driverHost);
    // Its pages are linked from the master's. Many drivers may run: each takes a free port.
    cluster.put("spark.ui.enabled", "true");
    cluster.put("spark.ui.port", "0");
    cluster.put("spark.extraListeners", FITS_CLUSTER);
    cluster.putAll(conf);
    return new SparkSettings(java, classPath, heap, uiPort, cluster);
  }

  /** Whether jobs run on a standalone cluster, and not in a process on this machine. */
  public boolean isOnCluster() {
    return conf.containsKey("spark.master") && MASTER.matcher(conf.get("spark.master")).matches();
  }

  /** These settings with others for Spark on top. */
  SparkSettings with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(conf);
    all.putAll(more);
    return new SparkSettings(java, classPath, heap, uiPort, all);
  }

  /** All that Spark is started with. */
  Map<String, String> sparkConf(LakeAccess lake, Path folder) {
    Map<String, String> all = new TreeMap<>();
    all.put("spark.master", "local[*]");
    all.put("spark.app.name", "headrace");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.ui.enabled", Boolean.toString(uiPort.isPresent()));
    uiPort.ifPresent(port -> all.put("spark.ui.port", Integer.toString(port)));
    all.put("spark.ui.showConsoleProgress", "false");
    all.put("spark.log.level", "WARN");
    all.put("spark.local.dir", folder.resolve("shuffle").toString());
    all.put("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri().toString());
    all.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    all.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Laptop tables are small: the defaults are made for clusters.
    all.put("spark.sql.shuffle.partitions", "4");
    all.put("spark.databricks.delta.snapshotPartitions", "2");
    // With isolation each session has a class loader of its own, and code that Spark has generated
    // for one is generated and compiled again for the next.
    // A job that adds classes while it runs keeps others out of its process, see JobRun.
    all.put("spark.sql.artifact.isolation.enabled", "false");
    // The jobs of one day fill the default of 100 classes.
    all.put("spark.sql.codegen.cache.maxEntries", "1000");
    // Files carry the local clock's time: Delta would take a log of 2001 for expired.
    all.put("spark.databricks.delta.properties.defaults.enableExpiredLogCleanup", "false");
    all.put("spark.files.overwrite", "true");
    all.putAll(lake.sparkConf());
    all.putAll(conf);
    return all;
  }
}
