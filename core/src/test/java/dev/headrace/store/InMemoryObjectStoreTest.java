package dev.headrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore emptyStore() {
    return new InMemoryObjectStore();
  }

  @Test
  void aReadLeavesTheMetadataOutAndTheHistoryKeepsIt() {
    var store = new InMemoryObjectStore();
    store.create("a", Content.json("{}".getBytes(StandardCharsets.UTF_8), Map.of("k", "v")));

    assertThat(store.read("a").orElseThrow().content().metadata()).isEmpty();
    assertThat(store.history("a").get(0).content().metadata()).containsEntry("k", "v");
  }
}
