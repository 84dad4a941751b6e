package dev.headrace.runner;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A job service in memory that runs nothing: a test says how each job ends. It loses requests and
 * answers as a plan says, and keeps a journal of what it accepted.
 */
public final class InMemoryJobService implements JobRunner {
  /** What is asked of the service. */
  public enum Operation {
    SUBMIT,
    REPORT,
    CANCEL
  }

  /** What goes wrong with one call. A report or a cancel that meets any fault is an outage. */
  public enum Fault {
    NONE,
    /** The request never arrives; the caller cannot know. */
    LOST_REQUEST,
    /** The service acts, its answer is lost. */
    LOST_ANSWER,
    /** The caller is told "unknown", and the submit arrives at the next {@link #land()}. */
    LATE,
    /** A submit is refused for good. */
    REJECTED
  }

  /** Says for each call what goes wrong with it. */
  @FunctionalInterface
  public interface Plan {
    Fault fault(Operation operation, JobId id);

    /** Nothing ever goes wrong. */
    static Plan none() {
      return (operation, id) -> Fault.NONE;
    }
  }

  /** A job as it was accepted. */
  public record Accepted(JobId id, JobSpec spec, Duration timeout) {}

  private record Job(Accepted accepted, JobReport report) {}

  private final Plan plan;
  private final Map<JobId, Job> jobs = new LinkedHashMap<>();
  private final List<Accepted> journal = new ArrayList<>();
  private final List<JobId> cancels = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();

  /** A service with which nothing goes wrong. */
  public InMemoryJobService() {
    this(Plan.none());
  }

  public InMemoryJobService(Plan plan) {
    this.plan = plan;
  }

  @Override
  public synchronized SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
    var request = new Accepted(id, spec, timeout);
    return switch (plan.fault(Operation.SUBMIT, id)) {
      case NONE -> accept(request);
      case LOST_REQUEST -> new SubmitResult.Unknown("planned: the request was lost");
      case LOST_ANSWER -> {
        accept(request);
        yield new SubmitResult.Unknown("planned: the answer was lost");
      }
      case LATE -> {
        late.add(() -> accept(request));
        yield new SubmitResult.Unknown("planned: the request is late");
      }
      case REJECTED -> new SubmitResult.Rejected("planned: refused");
    };
  }

  @Override
  public synchronized JobReport report(JobId id) {
    return answered(
        Operation.REPORT,
        id,
        () -> jobs.containsKey(id) ? jobs.get(id).report() : JobReport.NOT_FOUND);
  }

  @Override
  public synchronized void cancel(JobId id) {
    answered(
        Operation.CANCEL,
        id,
        () -> {
          cancels.add(id);
          if (jobs.containsKey(id) && jobs.get(id).report().state() == JobReport.State.ACTIVE) {
            end(id, JobReport.State.CANCELLED, Optional.of(ErrorClass.CANCELLED), "cancelled");
          }
          return id;
        });
  }

  /** Every job that was ever accepted, in order, also those that are forgotten. */
  public synchronized List<Accepted> journal() {
    return List.copyOf(journal);
  }

  /** The ids that a cancel arrived for, in order. */
  public synchronized List<JobId> cancels() {
    return List.copyOf(cancels);
  }

  /** The job ends so. */
  public synchronized void end(
      JobId id, JobReport.State state, Optional<ErrorClass> errorClass, String message) {
    Job job = jobs.get(id);
    if (job == null || job.report().state().terminal()) {
      throw new IllegalStateException("no job " + id + " that runs");
    }
    jobs.put(
        id,
        new Job(
            job.accepted(),
            new JobReport(
                state,
                errorClass,
                message,
                job.report().labels(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  /**
   * The service loses its record of the job, which is not the same as the job never having been.
   */
  public synchronized void forget(JobId id) {
    jobs.remove(id);
  }

  /** Lets every late submit arrive now, in order. */
  public synchronized void land() {
    List<Runnable> arriving = List.copyOf(late);
    late.clear();
    arriving.forEach(Runnable::run);
  }

  private SubmitResult accept(Accepted request) {
    Job known = jobs.get(request.id());
    if (known == null) {
      journal.add(request);
      jobs.put(
          request.id(),
          new Job(
              request,
              new JobReport(
                  JobReport.State.ACTIVE,
                  Optional.empty(),
                  "",
                  new TreeMap<>(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())));
      return new SubmitResult.Accepted();
    }
    JobSpec same = SpecExamples.withDeadline(request.spec(), known.accepted().spec().deadline());
    return known.accepted().spec().equals(same)
        ? new SubmitResult.Accepted()
        : new SubmitResult.Foreign("another spec has this id");
  }

  private <T> T answered(Operation operation, JobId id, Supplier<T> answer) {
    return switch (plan.fault(operation, id)) {
      case NONE -> answer.get();
      case LOST_ANSWER -> {
        T lost = answer.get();
        throw outage(operation + " " + id + ", " + lost);
      }
      case LOST_REQUEST, LATE, REJECTED -> throw outage(operation + " " + id);
    };
  }

  private static RunnerUnavailableException outage(String what) {
    return new RunnerUnavailableException("planned outage at " + what, null);
  }
}
