package dev.headrace.runner;

/** What became of a submit. */
public sealed interface SubmitResult {
  <R> R match(Cases<R> cases);

  /** The service has this job: now, or since an earlier submit of the same id. */
  record Accepted() implements SubmitResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.accepted(this);
    }
  }

  /** The id belongs to a job that is not ours: adopt nothing, tell a person. */
  record Foreign(String reason) implements SubmitResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.foreign(this);
    }
  }

  /** Surely refused: the same request will be refused again. */
  record Rejected(String reason) implements SubmitResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rejected(this);
    }
  }

  /** May or may not be accepted: submit the same id again later. */
  record Unknown(String reason) implements SubmitResult {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unknown(this);
    }
  }

  /** One method per result. */
  interface Cases<R> {
    R accepted(Accepted result);

    R foreign(Foreign result);

    R rejected(Rejected result);

    R unknown(Unknown result);
  }
}
