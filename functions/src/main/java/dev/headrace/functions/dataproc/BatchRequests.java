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
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes requests for batches out of job specs. Pure.
 *
 * @param installation a label of every batch
 * @param containerImage what the batch runs in, instead of the runtime's own image
 * @param serviceAccount as whom the batch runs; without it the project's default
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
  private static final String MAIN_CLASS = "dev.headrace.spark.JobMain";
  private static final Duration SHORTEST_TTL = Duration.ofMinutes(10);
  private static final Duration LONGEST_TTL = Duration.ofDays(14);
  private static final int LONGEST_LABEL = 63;
  private static final int HASH = 40;

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
        .setRequestId(requestId(id, spec))
        .setBatch(batch(spec, timeout))
        .build();
  }

  /** The full name of a job's batch. */
  String name(JobId id) {
    return "projects/" + project + "/locations/" + region + "/batches/" + id;
  }

  /** What every batch of this job carries, and no other job's batch does. */
  SortedMap<String, String> labels(JobSpec spec) {
    AttemptId attempt = spec.attempt();
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("headrace-installation", label(installation));
    labels.put("pipeline", label(attempt.pipeline().value()));
    labels.put("interval", label(attempt.interval()));
    labels.put("epoch", Integer.toString(attempt.epoch()));
    labels.put("stage", label(attempt.stage().value()));
    labels.put("attempt", Integer.toString(attempt.attempt()));
    labels.put("spec-hash", specHash(spec));
    return labels;
  }

  /**
   * With the spec in it: a repeated request id is answered with the first batch whatever is asked
   * for, and a batch of another spec must not pass for ours.
   */
  private static String requestId(JobId id, JobSpec spec) {
    return Sha256.hexOfParts(List.of(id.value(), specHash(spec))).substring(0, HASH);
  }

  private static String specHash(JobSpec spec) {
    return Json.hash(undated(spec)).substring(0, HASH);
  }

  private Batch batch(JobSpec spec, Duration timeout) {
    Batch.Builder batch =
        Batch.newBuilder()
            .putAllLabels(labels(spec))
            .setRuntimeConfig(runtime())
            .setEnvironmentConfig(
                EnvironmentConfig.newBuilder().setExecutionConfig(execution(timeout)));
    return spec.work().match(new Start(batch, spec.program(), argument(spec))).build();
  }

  private RuntimeConfig runtime() {
    RuntimeConfig.Builder runtime =
        RuntimeConfig.newBuilder().setVersion(runtimeVersion).putAllProperties(properties);
    containerImage.ifPresent(runtime::setContainerImage);
    return runtime.build();
  }

  private static String argument(JobSpec spec) {
    byte[] bytes = Json.bytes(spec);
    if (bytes.length > JobSpec.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the job spec has "
              + bytes.length
              + " bytes, and a job service is given at most "
              + JobSpec.MAX_BYTES);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ExecutionConfig execution(Duration timeout) {
    ExecutionConfig.Builder execution =
        ExecutionConfig.newBuilder()
            .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(ttl(timeout).toSeconds()))
            // Unset means the end user's credentials since runtime 3.0.
            .setAuthenticationConfig(
                AuthenticationConfig.newBuilder()
                    .setUserWorkloadAuthenticationType(AuthenticationType.SERVICE_ACCOUNT));
    serviceAccount.ifPresent(execution::setServiceAccount);
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

  /** A label for people to search by; it need not be injective, since the hash is. */
  private static String label(String text) {
    String label = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    return label.substring(0, Math.min(LONGEST_LABEL, label.length()));
  }

  /** What the service starts for a kind of work, put into its batch. */
  private record Start(Batch.Builder batch, String program, String job)
      implements JobWork.Cases<Batch.Builder> {
    @Override
    public Batch.Builder sql(JobWork.Sql work) {
      return spark();
    }

    @Override
    public Batch.Builder snapshot(JobWork.Snapshot work) {
      return spark();
    }

    @Override
    public Batch.Builder train(JobWork.Train work) {
      return python();
    }

    @Override
    public Batch.Builder grade(JobWork.Grade work) {
      return spark();
    }

    @Override
    public Batch.Builder score(JobWork.Score work) {
      return spark();
    }

    @Override
    public Batch.Builder transform(JobWork.Transform work) {
      return spark(work.jar());
    }

    @Override
    public Batch.Builder main(JobWork.Main work) {
      return spark(work.jar());
    }

    @Override
    public Batch.Builder python(JobWork.Python work) {
      return python(work.jobs());
    }

    /** Ours first: what is in both is taken from it. */
    private Batch.Builder spark(String... users) {
      return batch.setSparkBatch(
          SparkBatch.newBuilder()
              .setMainClass(MAIN_CLASS)
              .addJarFileUris(program)
              .addAllJarFileUris(List.of(users))
              .addAllArgs(List.of("--job", job)));
    }

    private Batch.Builder python(String... jars) {
      return batch.setPysparkBatch(
          PySparkBatch.newBuilder()
              .setMainPythonFileUri(program)
              .addAllJarFileUris(List.of(jars))
              .addAllArgs(List.of("--job", job)));
    }
  }

  /** The deadline is renewed while a submit is not answered, and the job stays the same. */
  private static JobSpec undated(JobSpec spec) {
    return new JobSpec(
        spec.version(),
        spec.job(),
        spec.attempt(),
        spec.interval(),
        Instant.EPOCH,
        spec.inputs(),
        spec.parameters(),
        spec.work(),
        spec.program(),
        spec.staging(),
        spec.outcome());
  }
}
