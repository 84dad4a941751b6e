package dev.headrace.local.storage;

import java.time.Instant;
import java.util.Locale;

/**
 * A change of an object that others may be told of. It follows from a record in the journal: it
 * exists exactly if its write does.
 *
 * @param object the new object, or the one that is gone
 * @param at when it happened
 */
public record ObjectEvent(Kind kind, StoredObject object, Instant at) {
  /** What happened. */
  public enum Kind {
    FINALIZED("finalized"),
    DELETED("deleted"),
    METADATA_UPDATED("metadataUpdated");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As the last word of the type: {@code finalized}. */
    public String word() {
      return word;
    }

    /** The CloudEvents type, as Eventarc calls it. */
    public String type() {
      return "google.cloud.storage.object.v1." + word;
    }
  }

  /** The same for the same change, however often it is derived; no two changes share it. */
  public String id() {
    return object.generation()
        + "-"
        + object.metageneration()
        + "-"
        + kind.name().toLowerCase(Locale.ROOT);
  }
}
