package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.AuthenticationConfig;
import com.google.cloud.dataproc.v1.AuthenticationConfig.AuthenticationType;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.CreateBatchRequest;
import com.google.cloud.dataproc.v1.EnvironmentConfig;
import com.google.cloud.dataproc.v1.ExecutionConfig;
import com.google.cloud.dataproc.v1.PySparkBatch;
import com.google.cloud.dataproc.v1.RuntimeConfig;
import com.google.cloud.dataproc.v1.SparkBatch;
import dev.headrace.functions.SpecLabels;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes requests for batches out of job specs. Pure.
 *
 * @param installation a label of every batch
 * @param containerImage what the batch runs in, instead of the runtime's own image
 * @param serviceAccount as whom the batch runs, {@link JobAccount} says how; without it the
 *     project's default
 */
record BatchRequests(
    String project,
    String region,
    String installation,
    String runtimeVersion,
    Optional<String> containerImage,
    Optional<String> serviceAccount,
    Optional<String> subnetwork,
    Map<String, String> properties) {
  private static final Duration SHORTEST_TTL = Duration.ofMinutes(10);
  private static final Duration LONGEST_TTL = Duration.ofDays(14);

  BatchRequests {
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    for (String key : properties.keySet()) {
      if (!SparkProperties.mayBeSet(key)) {
        throw new IllegalArgumentException(
            "property " + key + " may not be set: only " + SparkProperties.allowed());
      }
    }
  }

  /**
   * The request that asks for this job.
   *
   * @throws IllegalArgumentException when the spec is larger than a job service is given
   */
  CreateBatchRequest create(JobId id, JobSpec spec, Duration timeout) {
    return CreateBatchRequest.newBuilder()
        .setParent("projects/" + project + "/locations/" + region)
        .setBatchId(id.value())
        .setRequestId(SpecLabels.requestId(id, spec))
        .setBatch(batch(spec, timeout))
        .build();
  }

  /** The full name of a job's batch. */
  String name(JobId id) {
    return "projects/" + project + "/locations/" + region + "/batches/" + id;
  }

  /** What every batch of this job carries, and no other job's batch does. */
  SortedMap<String, String> labels(JobSpec spec) {
    return SpecLabels.of(installation, spec);
  }

  private Batch batch(JobSpec spec, Duration timeout) {
    Batch.Builder batch =
        Batch.newBuilder()
            .putAllLabels(labels(spec))
            .setRuntimeConfig(runtime())
            .setEnvironmentConfig(
                EnvironmentConfig.newBuilder().setExecutionConfig(execution(spec, timeout)));
    return Launch.of(spec)
        .match(
            new Launch.Cases<Batch.Builder>() {
              @Override
              public Batch.Builder spark(Launch.Spark spark) {
                return batch.setSparkBatch(
                    SparkBatch.newBuilder()
                        .setMainClass(spark.mainClass())
                        .addAllJarFileUris(spark.jars())
                        .addAllArgs(spark.arguments()));
              }

              @Override
              public Batch.Builder python(Launch.Python python) {
                return batch.setPysparkBatch(
                    PySparkBatch.newBuilder()
                        .setMainPythonFileUri(python.main())
                        .addAllJarFileUris(python.jars())
                        .addAllArgs(python.arguments()));
              }
            })
        .build();
  }

  private RuntimeConfig runtime() {
    RuntimeConfig.Builder runtime =
        RuntimeConfig.newBuilder().setVersion(runtimeVersion).putAllProperties(properties);
    containerImage.ifPresent(runtime::setContainerImage);
    return runtime.build();
  }

  private ExecutionConfig execution(JobSpec spec, Duration timeout) {
    ExecutionConfig.Builder execution =
        ExecutionConfig.newBuilder()
            .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(ttl(timeout).toSeconds()))
            // Unset means the end user's credentials since runtime 3.0.
            .setAuthenticationConfig(
                AuthenticationConfig.newBuilder()
                    .setUserWorkloadAuthenticationType(AuthenticationType.SERVICE_ACCOUNT));
    serviceAccount
        .map(account -> JobAccount.of(account, spec.attempt().pipeline()))
        .ifPresent(execution::setServiceAccount);
    subnetwork.ifPresent(execution::setSubnetworkUri);
    return execution.build();
  }

  /** Longer than the job's own limit, which ends it first and says why. */
  private static Duration ttl(Duration timeout) {
    Duration ttl = timeout.plusMinutes(10);
    if (ttl.compareTo(SHORTEST_TTL) < 0) {
      return SHORTEST_TTL;
    }
    return ttl.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL : ttl;
  }
}
