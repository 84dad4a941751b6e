package dev.headrace.local.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSettingsTest {
  private static final LakeAccess LAKE = new LakeAccess("http://127.0.0.1:4443", "local");

  @Test
  void theOptionsForModulesAreThoseOfSpark() {
    assertThat(SparkSettings.MODULE_OPTIONS)
        .containsAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
  }

  @Test
  void theLakeIsTheLocalOne() {
    assertThat(SparkSettings.of(List.of(Path.of("a.jar"))).sparkConf(LAKE, Path.of("/data")))
        .containsEntry("spark.hadoop.fs.gs.storage.root.url", "http://127.0.0.1:4443/")
        .containsEntry("spark.hadoop.fs.gs.auth.type", "UNAUTHENTICATED")
        .containsEntry("spark.hadoop.fs.gs.client.type", "HTTP_API_CLIENT")
        .containsEntry("spark.local.dir", "/data/shuffle");
  }

  @Test
  void givenSettingsReplaceDefaults() {
    SparkSettings settings =
        SparkSettings.of(List.of(Path.of("a.jar"))).with(Map.of("spark.master", "local[1]"));

    assertThat(settings.sparkConf(LAKE, Path.of("/data")))
        .containsEntry("spark.master", "local[1]");
  }

  @Test
  void onAClusterTheDriverIsReachedByItsNameAndShowsItsPages() {
    SparkSettings here = SparkSettings.of(List.of(Path.of("a.jar")));

    SparkSettings settings = here.onCluster("spark://spark-master:7077", "cloud");

    assertThat(here.isOnCluster()).isFalse();
    assertThat(settings.isOnCluster()).isTrue();
    assertThat(settings.sparkConf(LAKE, Path.of("/data")))
        .containsEntry("spark.master", "spark://spark-master:7077")
        .containsEntry("spark.driver.host", "cloud")
        .containsEntry("spark.ui.enabled", "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-master:7077", "spark://spark-master", "local[2]", "spark://a/b:1"})
  void anAddressOfAMasterIsComplete(String address) {
    SparkSettings here = SparkSettings.of(List.of(Path.of("a.jar")));

    assertThatThrownBy(() -> here.onCluster(address, "cloud"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The address of a Spark master is spark://host:port, not " + address);
  }

  @Test
  void aClassPathIsNeeded() {
    assertThatThrownBy(() -> SparkSettings.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The class path of Spark is empty.");
  }
}
