package dev.headrace.functions.dataproc;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SubmitResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What holds for both ways in which Dataproc runs jobs.
 *
 * <p>The service's own id is the job id, so that the service itself refuses a second job under one
 * id; what it then holds is looked up and compared by its labels.
 *
 * @param <Q> what asks for a job
 * @param <R> what the service holds for it
 */
abstract sealed class DataprocRunner<Q, R> implements JobRunner, AutoCloseable
    permits BatchRunner, ClusterRunner {
  /** Answers to a request that may be right the next time. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429, 499);

  private final String noun;

  /**
   * Names what is run.
   *
   * @param noun what the service calls a job
   */
  DataprocRunner(String noun) {
    this.noun = noun;
  }

  /**
   * The request for a job. Sends nothing.
   *
   * @throws IllegalArgumentException when the spec is larger than a job service is given
   */
  abstract Q request(JobId id, JobSpec spec, Duration timeout);

  /** Sends the request once. */
  abstract void send(Q request);

  /** Asks the service for the job. */
  abstract R fetch(JobId id);

  /** Asks the service to end the job. */
  abstract void stop(JobId id, R found);

  /** What the service says of the job, in our words. */
  abstract JobReport translated(R found);

  /** What every job of this spec carries, and no other does. */
  abstract SortedMap<String, String> labels(JobSpec spec);

  /** Why a request was refused for good, as far as the answer tells. */
  String refusal(ApiException e) {
    return reason(e);
  }

  @Override
  public final SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
    Q request;
    try {
      request = request(id, spec, timeout);
    } catch (IllegalArgumentException e) {
      return new SubmitResult.Rejected(e.getMessage());
    }
    try {
      send(request);
      return new SubmitResult.Accepted();
    } catch (ApiException e) {
      return afterRefusal(id, spec, e);
    } catch (RuntimeException e) {
      return new SubmitResult.Unknown("submit " + id + ": " + reason(e));
    }
  }

  @Override
  public final JobReport report(JobId id) {
    return find(id).map(this::translated).orElse(JobReport.NOT_FOUND);
  }

  @Override
  public final void cancel(JobId id) {
    Optional<R> found = find(id).filter(this::isLive);
    if (found.isEmpty()) {
      return;
    }
    try {
      stop(id, found.get());
    } catch (ApiException e) {
      if (find(id).filter(this::isLive).isPresent()) {
        throw new RunnerUnavailableException(
            "cannot cancel " + noun + " " + id + ": " + reason(e), e);
      }
    }
  }

  @Override
  public abstract void close();

  private boolean isLive(R found) {
    return !translated(found).state().terminal();
  }

  private SubmitResult afterRefusal(JobId id, JobSpec spec, ApiException e) {
    if (mayAlreadyExist(e)) {
      return compared(id, spec);
    }
    return isDefinite(e)
        ? new SubmitResult.Rejected("submit " + id + ": " + refusal(e))
        : new SubmitResult.Unknown("submit " + id + ": " + reason(e));
  }

  private SubmitResult compared(JobId id, JobSpec spec) {
    Optional<R> found;
    try {
      found = find(id);
    } catch (RunnerUnavailableException e) {
      return new SubmitResult.Unknown(e.getMessage());
    }
    if (found.isEmpty()) {
      return new SubmitResult.Unknown(noun + " " + id + " exists, and is not found");
    }
    Map<String, String> theirs = translated(found.get()).labels();
    Map<String, String> ours = labels(spec);
    return theirs.entrySet().containsAll(ours.entrySet())
        ? new SubmitResult.Accepted()
        : new SubmitResult.Foreign(noun + " " + id + " has labels " + theirs + ", not " + ours);
  }

  private Optional<R> find(JobId id) {
    try {
      return Optional.of(fetch(id));
    } catch (ApiException e) {
      if (e.getStatusCode().getCode() == StatusCode.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw new RunnerUnavailableException("cannot read " + noun + " " + id + ": " + reason(e), e);
    }
  }

  /** Over gRPC the service says ALREADY_EXISTS; over HTTP the client makes ABORTED of its 409. */
  private static boolean mayAlreadyExist(ApiException e) {
    StatusCode.Code code = e.getStatusCode().getCode();
    return code == StatusCode.Code.ALREADY_EXISTS || code == StatusCode.Code.ABORTED;
  }

  /** Only a status of HTTP is an answer: the client makes codes of its own when there was none. */
  private static boolean isDefinite(ApiException e) {
    return e.getStatusCode().getTransportCode() instanceof Integer status
        && status >= 400
        && status < 500
        && !PASSING.contains(status);
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
