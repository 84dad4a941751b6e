package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** One record of the journal: everything that is true follows from these, in their order. */
sealed interface Change {
  <R> R match(Cases<R> cases);

  /** A bucket was made. */
  record BucketMade(Bucket bucket) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bucketMade(this);
    }
  }

  /** What is said of a bucket changed. */
  record BucketChanged(Bucket bucket) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bucketChanged(this);
    }
  }

  /** An empty bucket was deleted. */
  record BucketDeleted(String name) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bucketDeleted(this);
    }
  }

  /** A new generation took the place of what was there. */
  record Put(StoredObject object) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.put(this);
    }
  }

  /** The attributes of a generation changed. */
  record Patched(StoredObject object) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.patched(this);
    }
  }

  /** An object was deleted. */
  record Deleted(ObjectKey key, Instant at) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleted(this);
    }
  }

  /** The object was made of the bytes of {@code source}, which is gone. */
  record Moved(StoredObject object, ObjectKey source) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.moved(this);
    }
  }

  /** The object is there; how it came is forgotten. */
  record Kept(StoredObject object) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.kept(this);
    }
  }

  /** All generations so far are at most this one. */
  record Counted(long generation) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.counted(this);
    }
  }

  /** A note of the change feed. */
  record Noted(ObjectNode note) implements Change {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.noted(this);
    }
  }

  /** One method per kind of record. */
  interface Cases<R> {
    R bucketMade(BucketMade change);

    R bucketChanged(BucketChanged change);

    R bucketDeleted(BucketDeleted change);

    R put(Put change);

    R patched(Patched change);

    R deleted(Deleted change);

    R moved(Moved change);

    R kept(Kept change);

    R counted(Counted change);

    R noted(Noted change);
  }
}
