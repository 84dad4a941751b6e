package dev.headrace.cli.server;

import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.environment.EnvironmentSettings;
import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.local.LocalCloud;
import dev.headrace.local.Ports;
import dev.headrace.local.Reach;
import dev.headrace.local.driver.SparkSettings;
import dev.headrace.local.journal.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The process of the local cloud: runs until it is told to stop, and says where it listens. */
public final class LocalServer {
  private LocalServer() {}

  /** Started with {@code headrace.root} and {@code headrace.home} set, as the command is. */
  public static void main(String[] arguments) throws InterruptedException {
    Path working = Path.of("").toAbsolutePath();
    Folders folders =
        new Folders(
            working,
            Path.of(System.getProperty("headrace.home")),
            Optional.of(Path.of(System.getProperty("headrace.root"))));
    try {
      serve(folders);
    } catch (IOException | Failure e) {
      System.err.println("headrace: the local cloud does not start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void serve(Folders folders) throws IOException, InterruptedException {
    Path folder = folders.local();
    Optional<String> elsewhere = Optional.ofNullable(System.getProperty("headrace.data"));
    Path data = elsewhere.map(Path::of).orElse(folder);
    // Who looks for a running local cloud looks at the usual folder.
    DataFolder held = elsewhere.isPresent() ? DataFolder.open(folder) : null;
    Installation installation = Installation.of(folders);
    Ports before = Ports.wanted(data);
    Ports ports = Ports.of(data);
    LocalCloud cloud =
        LocalCloud.start(
            new LocalCloud.Options(
                data,
                ports,
                reach(),
                Optional.ofNullable(System.getProperty("headrace.begin")).map(Instant::parse),
                spark(installation),
                Optional.ofNullable(System.getenv("HEADRACE_PYTHON")).orElse("python3"),
                installation.invoker(),
                installation.functions()));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LocalEndpoints.forget(folder);
                  close(cloud, held);
                  stopped.countDown();
                },
                "stop"));
    LocalEndpoints endpoints = endpointsOf(cloud, elsewhere);
    ports.movedFrom(before).map(endpoints::noting).orElse(endpoints).write(folder);
    System.out.println("The local cloud listens at " + cloud.api() + ".");
    stopped.await();
  }

  /** This machine only, unless this is a container that others of its network know by a name. */
  private static Reach reach() {
    return setting("HEADRACE_NETWORK_NAME").map(Reach::network).orElse(Reach.LOOPBACK);
  }

  /** In a process of this machine, unless the address of a standalone cluster is set. */
  private static SparkSettings spark(Installation installation) throws IOException {
    SparkSettings here = SparkSettings.of(installation.sparkClassPath());
    try {
      return setting("HEADRACE_SPARK_MASTER")
          .map(master -> here.onCluster(master, reach().host()))
          .orElse(here);
    } catch (IllegalArgumentException e) {
      throw new IOException("HEADRACE_SPARK_MASTER: " + e.getMessage(), e);
    }
  }

  private static Optional<String> setting(String name) {
    return Optional.ofNullable(System.getenv(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static void close(LocalCloud cloud, DataFolder held) {
    try (held) {
      cloud.close();
    } catch (IOException e) {
      System.err.println("headrace: the local cloud did not stop cleanly: " + e.getMessage());
    }
  }

  /** How commands reach a local cloud of this process. */
  public static LocalEndpoints endpointsOf(LocalCloud cloud) {
    return endpointsOf(cloud, Optional.empty());
  }

  private static LocalEndpoints endpointsOf(LocalCloud cloud, Optional<String> data) {
    TreeMap<String, String> more = new TreeMap<>();
    for (String name :
        List.of(
            "HEADRACE_SCHEDULE_URL",
            "HEADRACE_RECONCILE_URL",
            "HEADRACE_INVOKER_ACCOUNT",
            "HEADRACE_SERVICE_ACCOUNT")) {
      more.put(name, cloud.settings().get(name));
    }
    more.put("HEADRACE_BIGQUERY_ENDPOINT", cloud.api().toString());
    return new LocalEndpoints(
        ProcessHandle.current().pid(),
        cloud.api(),
        new EnvironmentSettings(
            LocalCloud.PROJECT,
            LocalCloud.REGION,
            "headrace",
            new EnvironmentSettings.Buckets("landing", "lake", "control", "outcomes", "code"),
            Optional.of(cloud.api()),
            Optional.of(cloud.api()),
            Optional.of(cloud.api()),
            Optional.of(cloud.functions().get("console")),
            more),
        new TreeMap<>(cloud.functions()),
        data,
        List.of());
  }
}
