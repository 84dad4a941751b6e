package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * Who is told of all changes of objects, and may keep notes of its own between them in the same
 * journal: so an event, and what became of it, are as durable as the write.
 */
public interface ChangeFeed {
  /** Where notes go. */
  @FunctionalInterface
  interface Notes {
    /** Appends a note; after a restart it is replayed in this place. */
    void append(ObjectNode note) throws IOException;
  }

  /** A change is in the journal: told once when it happens, and again at each replay. Be quick. */
  void happened(ObjectEvent event);

  /** A note found in replay. */
  void replayed(ObjectNode note);

  /** Replay is over; from now on there are live changes, and notes may be appended. */
  void live(Notes notes);

  /**
   * Notes that stand for all changes and notes so far: the journal is about to forget them. No
   * change happens and no note is appended meanwhile.
   */
  List<ObjectNode> summary();

  /** Tells nobody. */
  ChangeFeed NONE =
      new ChangeFeed() {
        @Override
        public void happened(ObjectEvent event) {}

        @Override
        public void replayed(ObjectNode note) {}

        @Override
        public void live(Notes notes) {}

        @Override
        public List<ObjectNode> summary() {
          return List.of();
        }
      };
}
