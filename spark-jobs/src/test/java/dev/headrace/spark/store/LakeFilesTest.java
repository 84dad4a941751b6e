package dev.headrace.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeFilesTest {
  @TempDir Path folder;
  private LakeFiles files;

  @BeforeEach
  void open() {
    files = new LakeFiles(new Configuration(false));
  }

  private String uri(String name) {
    return "file:" + folder.resolve(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void createOverAnExistingObjectChangesNothing() throws IOException {
    assertThat(files.create(uri("a/b.json"), bytes("first"))).isEqualTo(LakeFiles.Created.CREATED);
    assertThat(files.create(uri("a/b.json"), bytes("second"))).isEqualTo(LakeFiles.Created.EXISTED);

    assertThat(files.require(uri("a/b.json"))).isEqualTo(bytes("first"));
  }

  @Test
  void missingIsEmptyAndRequiredIsToldByName() throws IOException {
    assertThat(files.read(uri("none"))).isEmpty();
    assertThat(files.names(uri("none"))).isEmpty();
    assertThatThrownBy(() -> files.require(uri("none")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(uri("none") + " does not exist");
  }

  @Test
  void namesAreThoseRightBelow() throws IOException {
    files.put(uri("d/b"), bytes("1"));
    files.put(uri("d/a"), bytes("2"));
    files.put(uri("d/a"), bytes("3"));

    assertThat(files.names(uri("d"))).containsExactly("a", "b");
    assertThat(files.require(uri("d/a"))).isEqualTo(bytes("3"));
  }

  @Test
  void ofRacingWritersExactlyOneWinsAndReadersSeeItsWholeValue() throws Exception {
    int writers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < 50; round++) {
        String target = uri("race/" + round);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<LakeFiles.Created>> all = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
          byte[] mine = bytes(Integer.toString(i).repeat(10_000));
          all.add(
              () -> {
                start.await(1, TimeUnit.MINUTES);
                return files.create(target, mine);
              });
        }
        int created = 0;
        for (var one : threads.invokeAll(all)) {
          created += one.get() == LakeFiles.Created.CREATED ? 1 : 0;
        }
        assertThat(created).isEqualTo(1);
        assertThat(files.require(target)).hasSize(10_000);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
