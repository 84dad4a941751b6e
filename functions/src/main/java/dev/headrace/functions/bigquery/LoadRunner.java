package dev.headrace.functions.bigquery;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.bigquery.Bigquery;
import com.google.api.services.bigquery.model.Job;
import dev.headrace.functions.Settings;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SubmitResult;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import dev.headrace.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs {@code load} stages as BigQuery jobs.
 *
 * <p>The job's id is the id of the attempt, so that BigQuery itself refuses a second job under one
 * id; what it then holds is looked up and compared by its labels.
 */
public final class LoadRunner implements JobRunner {
  /** Answers to a request that may be right the next time. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429, 499);

  /** What a 403 means that is no lack of a right. */
  private static final Set<String> LIMITS =
      Set.of("rateLimitExceeded", "quotaExceeded", "jobRateLimitExceeded");

  private final LoadRequests requests;
  private final ObjectStore lake;
  private final String lakeUri;
  private final Supplier<Bigquery> connect;
  private Bigquery client;

  /**
   * Connects with the first call.
   *
   * @param lake the bucket of the settings that holds the tables
   */
  public LoadRunner(Settings settings, ObjectStore lake) {
    this.requests =
        new LoadRequests(settings.project(), settings.region(), settings.installation());
    this.lake = lake;
    this.lakeUri = "gs://" + settings.buckets().lake() + "/";
    this.connect = () -> LoadClient.connect(settings.bigqueryEndpoint());
  }

  @Override
  public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
    if (!(spec.work() instanceof JobWork.Load load)) {
      return new SubmitResult.Rejected("BigQuery does not run stage " + spec.attempt().stage());
    }
    try {
      Job job = requests.job(id, spec, load, timeout, files(spec, load));
      makeRoom(load);
      client().jobs().insert(requests.project(), job).execute();
      return new SubmitResult.Accepted();
    } catch (IllegalArgumentException | StoreRefusedException e) {
      return new SubmitResult.Rejected("submit " + id + ": " + e.getMessage());
    } catch (GoogleJsonResponseException e) {
      return afterRefusal(id, spec, e);
    } catch (IOException | UncheckedIOException | StoreUnavailableException e) {
      return new SubmitResult.Unknown("submit " + id + ": " + e.getMessage());
    }
  }

  /** The files that the published version has for the interval. */
  private List<String> files(JobSpec spec, JobWork.Load load) {
    if (!load.uri().startsWith(lakeUri)) {
      throw new IllegalArgumentException("table " + load.uri() + " is not in " + lakeUri);
    }
    String name =
        load.uri().substring(lakeUri.length()) + "/" + CommittedFiles.entry(load.version());
    StoredObject commit =
        lake.read(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "version "
                            + load.version()
                            + " of table "
                            + load.table()
                            + " is no longer in its log. Re-run the interval."));
    return CommittedFiles.of(
        commit.content().bytes(), load.uri(), load.intervalColumn(), spec.interval().key());
  }

  /** Makes the data set and the table where they are missing. */
  private void makeRoom(JobWork.Load load) throws IOException {
    String project = requests.project();
    try {
      client().tables().get(project, load.dataset(), load.into()).execute();
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() != 404) {
        throw e;
      }
      unlessThere(() -> client().datasets().insert(project, requests.dataset(load)).execute());
      unlessThere(
          () -> client().tables().insert(project, load.dataset(), requests.table(load)).execute());
    }
  }

  private interface Making {
    void make() throws IOException;
  }

  private static void unlessThere(Making making) throws IOException {
    try {
      making.make();
    } catch (GoogleJsonResponseException e) {
      if (!"duplicate".equals(reason(e))) {
        throw e;
      }
    }
  }

  private SubmitResult afterRefusal(JobId id, JobSpec spec, GoogleJsonResponseException e) {
    if (e.getStatusCode() == 409) {
      return compared(id, spec);
    }
    String reason = "submit " + id + ": " + message(e);
    return isDefinite(e) ? new SubmitResult.Rejected(reason) : new SubmitResult.Unknown(reason);
  }

  private SubmitResult compared(JobId id, JobSpec spec) {
    Optional<Job> job;
    try {
      job = find(id);
    } catch (RunnerUnavailableException e) {
      return new SubmitResult.Unknown(e.getMessage());
    }
    if (job.isEmpty()) {
      return new SubmitResult.Unknown("job " + id + " exists, and is not found");
    }
    Map<String, String> labels = LoadStates.labels(job.get());
    Map<String, String> ours = requests.labels(spec);
    return labels.entrySet().containsAll(ours.entrySet())
        ? new SubmitResult.Accepted()
        : new SubmitResult.Foreign("job " + id + " has labels " + labels + ", not " + ours);
  }

  @Override
  public JobReport report(JobId id) {
    return find(id).map(LoadStates::report).orElse(JobReport.NOT_FOUND);
  }

  @Override
  public void cancel(JobId id) {
    Optional<Job> job = find(id).filter(found -> !LoadStates.report(found).state().terminal());
    if (job.isEmpty()) {
      return;
    }
    try {
      client()
          .jobs()
          .cancel(requests.project(), id.value())
          .setLocation(job.get().getJobReference().getLocation())
          .execute();
    } catch (IOException e) {
      throw new RunnerUnavailableException("cannot cancel job " + id + ": " + e.getMessage(), e);
    }
  }

  /**
   * The job, wherever it ran: a location is the region of the jobs, or one of the two (US and EU)
   * in which BigQuery looks when none is named.
   */
  private Optional<Job> find(JobId id) {
    Optional<Job> here = find(id, Optional.of(requests.region()));
    return here.isPresent() ? here : find(id, Optional.empty());
  }

  private Optional<Job> find(JobId id, Optional<String> location) {
    try {
      Bigquery.Jobs.Get get = client().jobs().get(requests.project(), id.value());
      location.ifPresent(get::setLocation);
      return Optional.of(get.execute());
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() == 404) {
        return Optional.empty();
      }
      throw new RunnerUnavailableException("cannot read job " + id + ": " + message(e), e);
    } catch (IOException | UncheckedIOException e) {
      throw new RunnerUnavailableException("cannot read job " + id + ": " + e.getMessage(), e);
    }
  }

  private static boolean isDefinite(GoogleJsonResponseException e) {
    return e.getStatusCode() >= 400
        && e.getStatusCode() < 500
        && !PASSING.contains(e.getStatusCode())
        && !LIMITS.contains(reason(e));
  }

  private static String reason(GoogleJsonResponseException e) {
    GoogleJsonError details = e.getDetails();
    return details == null || details.getErrors() == null || details.getErrors().isEmpty()
        ? ""
        : details.getErrors().get(0).getReason();
  }

  private static String message(GoogleJsonResponseException e) {
    return e.getDetails() == null || e.getDetails().getMessage() == null
        ? String.valueOf(e.getStatusMessage())
        : e.getDetails().getMessage();
  }

  private synchronized Bigquery client() {
    if (client == null) {
      client = connect.get();
    }
    return client;
  }
}
