package dev.headrace.store;

/** What became of a conditional write. */
public sealed interface WriteResult {
  <R> R match(Cases<R> cases);

  /** In place under this generation. */
  record Applied(long generation) implements WriteResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.applied(this);
    }
  }

  /** Surely not applied: another writer was first. */
  record Conflict() implements WriteResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.conflict(this);
    }
  }

  /** May or may not be applied, now or a while later: read again before anything else. */
  record Unknown(String reason) implements WriteResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unknown(this);
    }
  }

  /** One method per result: a new result does not compile until every reader answers it. */
  interface Cases<R> {
    R applied(Applied result);

    R conflict(Conflict result);

    R unknown(Unknown result);
  }
}
