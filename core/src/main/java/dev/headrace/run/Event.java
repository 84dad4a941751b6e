package dev.headrace.run;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.ModelName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Something that was seen, and may move a run. Every one may come late, twice or never. */
public sealed interface Event {
  <R> R match(Cases<R> cases);

  /** Nothing but the time: what has fallen due by now. */
  record TimePassed() implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.timePassed(this);
    }
  }

  /** A fresh listing of every input of the run. */
  record InputsSeen(SortedMap<String, InputReport> reports) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.inputsSeen(this);
    }
  }

  /** Another run has the turn. */
  record TurnAwaited(String why) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.turnAwaited(this);
    }
  }

  /** The run holds its turn; these champions lead now. */
  record TurnTaken(SortedMap<ModelName, ModelVersion> champions) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.turnTaken(this);
    }
  }

  /** The outcome object of an attempt was read. */
  record OutcomeSeen(Outcome outcome) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.outcomeSeen(this);
    }
  }

  /** The job service knows the attempt, and it has not ended. */
  record JobActive(AttemptId attempt) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.jobActive(this);
    }
  }

  /**
   * The job service says that the attempt has ended, and after that no success outcome was found.
   *
   * @param how it ended by the service's word
   * @param errorClass what the service's message says of the cause
   * @param rows how many rows the service says that it wrote, if it counts them
   */
  record JobEnded(
      AttemptId attempt,
      How how,
      Optional<ErrorClass> errorClass,
      String message,
      Optional<Long> rows)
      implements Event {
    /** How a job ended by the service's word. */
    public enum How {
      SUCCEEDED,
      FAILED,
      CANCELLED
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.jobEnded(this);
    }
  }

  /**
   * The job service does not know the attempt, and no success outcome was found after that.
   *
   * @param seenIn where the stage stood when the service was asked: only a job that was known by
   *     then can have been lost
   */
  record JobMissing(AttemptId attempt, StageState seenIn) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.jobMissing(this);
    }
  }

  /** The job service surely refused a submit. */
  record SubmitRejected(AttemptId attempt, Sends sends, String message) implements Event {
    /** Which submit of the attempt it was. */
    public enum Sends {
      /** The first: no job can come of the attempt. */
      ONLY,
      /** Another went before it, whose answer may have been lost: a job may still come of that. */
      REPEATED
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.submitRejected(this);
    }
  }

  /** A person asks the run to stop. */
  record CancelRequested(String by, String why) implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cancelRequested(this);
    }
  }

  /**
   * The interval is to run once more, under the definition that is current now.
   *
   * @param definition the hash of that definition
   * @param afterEpoch the epoch that the request saw: a repeated request changes nothing
   */
  record RerunRequested(Trigger trigger, String why, String definition, int afterEpoch)
      implements Event {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rerunRequested(this);
    }
  }

  /** Landed files of a finished run have changed, and its definition says to flag that. */
  record LateDataSeen(List<String> changes) implements Event {
    public LateDataSeen {
      changes = List.copyOf(changes);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.lateDataSeen(this);
    }
  }

  /** One method per event: a new event does not compile until every rule answers it. */
  interface Cases<R> {
    R timePassed(TimePassed event);

    R inputsSeen(InputsSeen event);

    R turnAwaited(TurnAwaited event);

    R turnTaken(TurnTaken event);

    R outcomeSeen(OutcomeSeen event);

    R jobActive(JobActive event);

    R jobEnded(JobEnded event);

    R jobMissing(JobMissing event);

    R submitRejected(SubmitRejected event);

    R cancelRequested(CancelRequested event);

    R rerunRequested(RerunRequested event);

    R lateDataSeen(LateDataSeen event);
  }
}
