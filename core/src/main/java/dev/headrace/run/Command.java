package dev.headrace.run;

import dev.headrace.job.AttemptId;

/** Something to ask of the job service, derived from a committed run; asking twice is harmless. */
public sealed interface Command {
  <R> R match(Cases<R> cases);

  /** Submit the attempt under its id. */
  record Submit(AttemptId attempt) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.submit(this);
    }
  }

  /** Ask the service to stop the attempt. */
  record Cancel(AttemptId attempt) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cancel(this);
    }
  }

  /** One method per command. */
  interface Cases<R> {
    R submit(Submit command);

    R cancel(Cancel command);
  }
}
