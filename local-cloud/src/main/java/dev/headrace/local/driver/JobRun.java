package dev.headrace.local.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** One job in the Spark process: what it finds when it begins, and what is swept after it. */
final class JobRun {
  private static final String JAVA_OPTIONS = "spark.driver.extraJavaOptions";

  private static final String TASK_RUNNER = "org.apache.spark.executor.Executor$TaskRunner";
  private static final long QUIET_NANOS = 2_000_000_000L;

  private final ObjectNode command;
  private final SparkSession base;
  private final JobClassLoader classes;
  private final SwitchedStream output;
  private final Consumer<ObjectNode> answers;
  private final String id;
  private volatile Thread thread;
  private volatile boolean cancelled;

  JobRun(
      ObjectNode command,
      SparkSession base,
      JobClassLoader classes,
      SwitchedStream output,
      Consumer<ObjectNode> answers) {
    this.command = command;
    this.base = base;
    this.classes = classes;
    this.output = output;
    this.answers = answers;
    this.id = command.path("job").asText();
  }

  String id() {
    return id;
  }

  /** Runs the job to its end on a thread of its own, and answers how it ended. */
  void run() {
    Properties before = (Properties) System.getProperties().clone();
    TimeZone zone = TimeZone.getDefault();
    try (OutputStream log = new FileOutputStream(command.path("log").asText(), true)) {
      output.to(log);
      ObjectNode end = attempt();
      output.toIdle();
      end.put("reusable", end.path("reusable").asBoolean() && sweep());
      answers.accept(end);
    } catch (IOException failed) {
      output.toIdle();
      answers.accept(ended(1, failed.toString(), true));
    } finally {
      System.setProperties(before);
      TimeZone.setDefault(zone);
    }
  }

  /** Ends the job's Spark work and interrupts it; what does not end then is for the parent. */
  void cancel() {
    cancelled = true;
    if (!base.sparkContext().isStopped()) {
      base.sparkContext().cancelJobGroupAndFutureJobs(id, "The batch was cancelled.");
    }
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private ObjectNode attempt() {
    SparkSession session = base.newSession();
    List<String> fixed = new ArrayList<>();
    properties("properties").forEach((key, value) -> set(session, key, value, fixed));
    if (!fixed.isEmpty()) {
      ObjectNode unfit = DriverMessage.of("unfit").put("job", id);
      fixed.forEach(unfit.putArray("keys")::add);
      return unfit;
    }
    List<Path> jars = new ArrayList<>();
    strings("jars").forEach(jar -> jars.add(Path.of(jar)));
    classes.add(jars);
    strings("files").forEach(base.sparkContext()::addFile);
    System.setProperty("headrace.clock-offset", command.path("clockOffset").asText());
    answers.accept(DriverMessage.of("started").put("job", id));
    return runMain(session);
  }

  private ObjectNode runMain(SparkSession session) {
    Set<String> jars = jarsOf(session.sparkContext());
    ThreadGroup group = new ThreadGroup("job " + id);
    ObjectNode[] end = {ended(1, "The job's thread died.", false)};
    thread = new Thread(group, () -> end[0] = callMain(session), "job " + id);
    thread.setContextClassLoader(classes);
    thread.setDaemon(false);
    thread.start();
    if (cancelled) {
      thread.interrupt();
    }
    join(thread);
    return end[0].put(
        "reusable",
        end[0].path("reusable").asBoolean()
            && !leavesThreads(group)
            && jarsOf(session.sparkContext()).equals(jars));
  }

  /** Classes that a job adds while it runs would be seen by the jobs after it. */
  private static Set<String> jarsOf(SparkContext context) {
    return Set.copyOf(CollectionConverters.asJava(context.listJars()));
  }

  private ObjectNode callMain(SparkSession session) {
    SparkSession.setActiveSession(session);
    session.sparkContext().setJobGroup(id, command.path("mainClass").asText(), true);
    try {
      Method main =
          Class.forName(command.path("mainClass").asText(), true, classes)
              .getMethod("main", String[].class);
      if (!Modifier.isStatic(main.getModifiers())) {
        throw new NoSuchMethodException("main is not static");
      }
      main.invoke(null, (Object) strings("args").toArray(new String[0]));
      return ended(0, "", true);
    } catch (InvocationTargetException thrown) {
      return failed(thrown.getCause());
    } catch (ReflectiveOperationException | LinkageError unusable) {
      return failed(unusable);
    }
  }

  private ObjectNode failed(Throwable thrown) {
    thrown.printStackTrace();
    return ended(1, describe(thrown), !isFatal(thrown));
  }

  private static String describe(Throwable thrown) {
    String name = thrown.getClass().getName();
    return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
  }

  private static boolean isFatal(Throwable thrown) {
    return Optional.ofNullable(thrown.getCause()).filter(JobRun::isFatal).isPresent()
        || thrown instanceof VirtualMachineError;
  }

  private ObjectNode ended(int exitCode, String message, boolean reusable) {
    return DriverMessage.of("ended")
        .put("job", id)
        .put("exitCode", exitCode)
        .put("message", message)
        .put("reusable", reusable);
  }

  /** A job that is over on Google Cloud has no threads: what runs on here must be ended. */
  private static boolean leavesThreads(ThreadGroup group) {
    Thread[] left = new Thread[group.activeCount() + 8];
    int count = group.enumerate(left, true);
    for (int i = 0; i < count; i++) {
      if (!left[i].isDaemon() && left[i].isAlive()) {
        System.err.println("The job left the thread " + left[i].getName() + " behind.");
        return true;
      }
    }
    return false;
  }

  /** Drops what outlives a session; false if the process is not fit for another job. */
  private boolean sweep() {
    SparkContext context = base.sparkContext();
    if (context.isStopped()) {
      return false;
    }
    try {
      for (var query : base.streams().active()) {
        query.stop();
      }
      base.catalog().clearCache();
      JavaSparkContext.fromSparkContext(context)
          .getPersistentRDDs()
          .values()
          .forEach(JobRun::unpersist);
      dropTables();
      return endTasks(context);
    } catch (Exception failed) {
      failed.printStackTrace();
      return false;
    }
  }

  /** Cancelled tasks may go on in a tight loop, and daemon threads may have left jobs. */
  private boolean endTasks(SparkContext context) throws InterruptedException {
    if (!runsTasks()) {
      return true;
    }
    context.cancelJobGroup(id);
    long limit = System.nanoTime() + QUIET_NANOS;
    while (runsTasks() && System.nanoTime() < limit) {
      Thread.sleep(5);
    }
    return !runsTasks();
  }

  /** Asks the threads: Spark forgets a cancelled task while its code still runs. */
  private static boolean runsTasks() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getClassName().equals(TASK_RUNNER));
  }

  private static void unpersist(org.apache.spark.api.java.JavaRDD<?> rdd) {
    // Delta keeps the state of tables so; it checks by itself whether a table has changed.
    if (rdd.name() == null || !rdd.name().startsWith("Delta Table State")) {
      rdd.unpersist();
    }
  }

  private void dropTables() throws AnalysisException {
    for (var table : base.catalog().listTables("default").collectAsList()) {
      if (!table.isTemporary()) {
        base.sql("DROP TABLE IF EXISTS default.`" + table.name() + "`");
      }
    }
  }

  /** Settings of the session; notes the key if Spark takes it at its start only. */
  private void set(SparkSession session, String key, String value, List<String> fixed) {
    if (key.equals(JAVA_OPTIONS)) {
      setSystemProperties(value);
    } else if (key.startsWith("spark.hadoop.")) {
      session.conf().set(key.substring("spark.hadoop.".length()), value);
    } else if (!value.equals(System.getProperty(key))) {
      try {
        session.conf().set(key, value);
      } catch (Exception refused) {
        fixed.add(key);
      }
    }
  }

  private static void setSystemProperties(String options) {
    for (String option : options.trim().split("\\s+", -1)) {
      int equals = option.indexOf('=');
      if (option.startsWith("-D") && equals > 0) {
        System.setProperty(option.substring(2, equals), option.substring(equals + 1));
      }
    }
  }

  private List<String> strings(String key) {
    List<String> values = new ArrayList<>();
    for (JsonNode value : command.path(key)) {
      values.add(value.asText());
    }
    return values;
  }

  private Map<String, String> properties(String key) {
    Map<String, String> values = new LinkedHashMap<>();
    command
        .path(key)
        .properties()
        .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
    return values;
  }

  private static void join(Thread running) {
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException again) {
        // Only the end of the process ends this thread.
        Thread.onSpinWait();
      }
    }
  }
}
