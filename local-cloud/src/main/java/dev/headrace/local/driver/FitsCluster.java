package dev.headrace.local.driver;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.DeployMessages;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.scheduler.SparkListener;
import scala.reflect.ClassTag;

/**
 * Refuses an application that no worker of its standalone cluster could ever give an executor.
 *
 * <p>Spark itself would wait for one without end. It makes the listeners that {@code
 * spark.extraListeners} names while an application starts, so that one which throws ends it, in
 * Java and Python, in notebooks as in jobs.
 */
public final class FitsCluster extends SparkListener {
  private static final Pattern MASTER = Pattern.compile("([^/:,]+):([0-9]+)");

  /** What a worker has, or an executor asks for. */
  record Size(long mebibytes, int cores) {
    boolean holds(Size other) {
      return mebibytes >= other.mebibytes && cores >= other.cores;
    }

    @Override
    public String toString() {
      return mebibytes + " MiB and " + cores + (cores == 1 ? " core" : " cores");
    }
  }

  /**
   * Made by Spark.
   *
   * @throws TooLargeForCluster if no worker is as large as one executor
   */
  public FitsCluster(SparkConf conf) {
    String master = conf.get("spark.master", "");
    if (master.startsWith("spark://")) {
      Size wanted = wanted(conf);
      mostCores(conf, wanted);
      check(master, wanted, workers(master));
    }
  }

  private static Size wanted(SparkConf conf) {
    return new Size(
        conf.getSizeAsMb("spark.executor.memory", "1g"), conf.getInt("spark.executor.cores", 1));
  }

  private static void mostCores(SparkConf conf, Size wanted) {
    int most = conf.getInt("spark.cores.max", Integer.MAX_VALUE);
    if (most < wanted.cores()) {
      throw new TooLargeForCluster(
          "An executor of this job needs "
              + wanted.cores()
              + " cores (spark.executor.cores), and the job may have "
              + most
              + " in all (spark.cores.max). Raise the one or lower the other.");
    }
  }

  /** A cluster without any worker may be about to get some: Spark waits for those. */
  static void check(String master, Size wanted, List<Size> workers) {
    if (workers.isEmpty() || workers.stream().anyMatch(worker -> worker.holds(wanted))) {
      return;
    }
    Size largest = workers.stream().max(Comparator.comparing(Size::mebibytes)).orElseThrow();
    throw new TooLargeForCluster(
        "An executor of this job needs "
            + wanted
            + ", and no worker of "
            + master
            + " has as much: the largest has "
            + largest
            + ". Lower spark.executor.memory or spark.executor.cores, or give the workers more.");
  }

  private static List<Size> workers(String master) {
    Matcher address = MASTER.matcher(master);
    while (address.find()) {
      Optional<List<Size>> workers = ask(address.group(1), Integer.parseInt(address.group(2)));
      if (workers.isPresent()) {
        return workers.get();
      }
    }
    return List.of();
  }

  /** Empty where there is no answer: whether it can go on without the master, Spark knows. */
  private static Optional<List<Size>> ask(String host, int port) {
    try {
      RpcEndpointRef master =
          SparkEnv.get().rpcEnv().setupEndpointRef(new RpcAddress(host, port), "Master");
      DeployMessages.MasterStateResponse state =
          master.askSync(
              DeployMessages.RequestMasterState$.MODULE$,
              ClassTag.apply(DeployMessages.MasterStateResponse.class));
      return Optional.of(
          Arrays.stream(state.workers())
              .filter(worker -> worker.state().toString().equals("ALIVE"))
              .map(worker -> new Size(worker.memory(), worker.cores()))
              .toList());
    } catch (RuntimeException unknown) {
      System.err.println("The size of the cluster is not known: " + unknown);
      return Optional.empty();
    }
  }
}
