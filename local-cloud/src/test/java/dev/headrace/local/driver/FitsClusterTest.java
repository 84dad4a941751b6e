package dev.headrace.local.driver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.local.driver.FitsCluster.Size;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class FitsClusterTest {
  private static final String MASTER = "spark://spark-master:7077";

  @Test
  void oneWorkerThatIsLargeEnoughIsEnough() {
    assertThatCode(
            () ->
                FitsCluster.check(
                    MASTER, new Size(2048, 2), List.of(new Size(1024, 8), new Size(2048, 2))))
        .doesNotThrowAnyException();
  }

  @Test
  void anExecutorIsNotSpreadOverWorkers() {
    assertThatThrownBy(
            () ->
                FitsCluster.check(
                    MASTER, new Size(2048, 2), List.of(new Size(1024, 8), new Size(2048, 1))))
        .isInstanceOf(TooLargeForCluster.class)
        .hasMessage(
            "An executor of this job needs 2048 MiB and 2 cores, and no worker of"
                + " spark://spark-master:7077 has as much: the largest has 2048 MiB and 1 core."
                + " Lower spark.executor.memory or spark.executor.cores, or give the workers more.");
  }

  @Test
  void aClusterWithoutWorkersIsWaitedFor() {
    assertThatCode(() -> FitsCluster.check(MASTER, new Size(2048, 2), List.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void otherMastersAreNotAsked() {
    assertThatCode(() -> new FitsCluster(new SparkConf(false).set("spark.master", "local[2]")))
        .doesNotThrowAnyException();
  }
}
