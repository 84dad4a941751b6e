package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobPlacement;
import com.google.cloud.dataproc.v1.JobReference;
import com.google.cloud.dataproc.v1.PySparkJob;
import com.google.cloud.dataproc.v1.SparkJob;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import dev.headrace.functions.SpecLabels;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.pipeline.ClusterName;
import java.util.SortedMap;

/**
 * Makes requests for jobs on a cluster out of job specs. Pure.
 *
 * <p>The service's own retries stay off, since a driver that it restarts would be one attempt run
 * twice. Sizes and properties are the cluster's.
 *
 * @param installation a label of every job
 */
record JobRequests(String project, String region, String installation, ClusterName cluster) {
  /**
   * The request that asks for this job.
   *
   * @throws IllegalArgumentException when the spec is larger than a job service is given
   */
  SubmitJobRequest submit(JobId id, JobSpec spec) {
    return SubmitJobRequest.newBuilder()
        .setProjectId(project)
        .setRegion(region)
        .setRequestId(SpecLabels.requestId(id, spec))
        .setJob(job(id, spec))
        .build();
  }

  /** What every job of this spec carries, and no other does: its cluster is part of what it is. */
  SortedMap<String, String> labels(JobSpec spec) {
    SortedMap<String, String> labels = SpecLabels.of(installation, spec);
    labels.put("cluster", cluster.value());
    return labels;
  }

  private Job job(JobId id, JobSpec spec) {
    Job.Builder job =
        Job.newBuilder()
            .setReference(JobReference.newBuilder().setProjectId(project).setJobId(id.value()))
            .setPlacement(JobPlacement.newBuilder().setClusterName(cluster.value()))
            .putAllLabels(labels(spec));
    return Launch.of(spec)
        .match(
            new Launch.Cases<Job.Builder>() {
              @Override
              public Job.Builder spark(Launch.Spark spark) {
                return job.setSparkJob(
                    SparkJob.newBuilder()
                        .setMainClass(spark.mainClass())
                        .addAllJarFileUris(spark.jars())
                        .addAllArgs(spark.arguments()));
              }

              @Override
              public Job.Builder python(Launch.Python python) {
                return job.setPysparkJob(
                    PySparkJob.newBuilder()
                        .setMainPythonFileUri(python.main())
                        .addAllJarFileUris(python.jars())
                        .addAllArgs(python.arguments()));
              }
            })
        .build();
  }
}
