package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/** What was ever written of a run. */
final class Histories {
  private Histories() {}

  /** Every version of a run document, oldest first. */
  static List<RunDocument> of(InMemoryObjectStore control, String name) {
    List<RunDocument> versions = new ArrayList<>();
    for (StoredObject version : control.history(name)) {
      versions.add(Json.read(version.content().bytes(), RunDocument.class));
    }
    return versions;
  }

  /** Each version is the next revision of the one before, and names its hash. */
  static void assertUnbroken(InMemoryObjectStore control, String name) {
    String previous = "";
    long revision = 0;
    for (StoredObject version : control.history(name)) {
      byte[] bytes = version.content().bytes();
      RunDocument document = Json.read(bytes, RunDocument.class);
      revision++;
      assertThat(document.revision()).as(name).isEqualTo(revision);
      assertThat(document.previous()).as(name + " revision " + revision).isEqualTo(previous);
      previous = Sha256.hex(bytes);
    }
    assertThat(revision).as(name).isPositive();
  }
}
