package dev.headrace.functions.scheduler;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.scheduler.v1.CloudSchedulerClient;
import com.google.cloud.scheduler.v1.CloudSchedulerSettings;
import com.google.cloud.scheduler.v1.Job;
import com.google.cloud.scheduler.v1.UpdateJobRequest;
import com.google.protobuf.FieldMask;
import dev.headrace.functions.Settings;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The Scheduler jobs of this installation: one for each pipeline that has a schedule, and one that
 * repairs. Every call of theirs is only a hint to look.
 */
public final class Schedules implements AutoCloseable {
  private static final FieldMask ALL_THAT_WE_SAY =
      FieldMask.newBuilder()
          .addPaths("description")
          .addPaths("schedule")
          .addPaths("time_zone")
          .addPaths("http_target")
          .addPaths("retry_config")
          .addPaths("attempt_deadline")
          .build();

  private final SchedulerJobs jobs;
  private final Optional<URI> endpoint;
  private CloudSchedulerClient client;

  /** Connects with the first call. */
  public Schedules(Settings settings) {
    this.jobs =
        new SchedulerJobs(
            settings.project(),
            settings.region(),
            settings.installation(),
            settings.invokerAccount());
    this.endpoint = settings.schedulerEndpoint();
  }

  /**
   * Makes the jobs of this installation those of these pipelines and the one that repairs. What is
   * there is updated and keeps its pause; what belongs to no pipeline any more is deleted.
   *
   * @param scheduleUrl the function that ticks
   * @param reconcileUrl the function that repairs
   */
  public void apply(
      SortedMap<PipelineName, Schedule> pipelines, URI scheduleUrl, URI reconcileUrl) {
    Map<String, Job> wanted = new LinkedHashMap<>();
    pipelines.forEach(
        (pipeline, schedule) ->
            wanted.put(jobs.name(pipeline), jobs.tick(pipeline, schedule, scheduleUrl)));
    Job reconcile = jobs.reconcile(reconcileUrl);
    wanted.put(reconcile.getName(), reconcile);
    wanted.values().forEach(this::put);
    for (Job job : client().listJobs(jobs.parent()).iterateAll()) {
      if (job.getName().startsWith(jobs.prefix()) && !wanted.containsKey(job.getName())) {
        delete(job.getName());
      }
    }
  }

  /**
   * No ticks until {@link #resume}; what falls due meanwhile is found by the next one. False where
   * the pipeline has no job.
   */
  public boolean pause(PipelineName pipeline) {
    return ifThere(() -> client().pauseJob(jobs.name(pipeline)));
  }

  /** Ticks again. False where the pipeline has no job. */
  public boolean resume(PipelineName pipeline) {
    return ifThere(() -> client().resumeJob(jobs.name(pipeline)));
  }

  /** One tick now, whatever the schedule says. False where the pipeline has no job. */
  public boolean runNow(PipelineName pipeline) {
    return ifThere(() -> client().runJob(jobs.name(pipeline)));
  }

  private static boolean ifThere(Runnable call) {
    try {
      call.run();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private void put(Job job) {
    UpdateJobRequest update =
        UpdateJobRequest.newBuilder().setJob(job).setUpdateMask(ALL_THAT_WE_SAY).build();
    try {
      client().updateJob(update);
    } catch (NotFoundException e) {
      client().createJob(jobs.parent(), job);
    }
  }

  private void delete(String name) {
    try {
      client().deleteJob(name);
    } catch (NotFoundException e) {
      // Another deploy was first.
    }
  }

  private synchronized CloudSchedulerClient client() {
    if (client == null) {
      client = connect();
    }
    return client;
  }

  private CloudSchedulerClient connect() {
    CloudSchedulerSettings.Builder settings = CloudSchedulerSettings.newHttpJsonBuilder();
    endpoint.ifPresent(
        uri -> {
          boolean plain = uri.getScheme().equals("http");
          settings.setEndpoint(plain ? uri.toString() : uri.getAuthority());
          if (plain) {
            settings.setCredentialsProvider(NoCredentialsProvider.create());
          }
        });
    try {
      return CloudSchedulerClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
