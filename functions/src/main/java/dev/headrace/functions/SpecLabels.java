package dev.headrace.functions;

import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a job spec is told to a job service. Pure. */
public final class SpecLabels {
  private static final int LONGEST_LABEL = 63;
  private static final int HASH = 40;

  private SpecLabels() {}

  /** Labels that every job of this spec carries, and no other job does. */
  public static SortedMap<String, String> of(String installation, JobSpec spec) {
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
   * With the spec in it: a repeated request id is answered with the first job whatever is asked
   * for, and a job of another spec must not pass for ours.
   */
  public static String requestId(JobId id, JobSpec spec) {
    return Sha256.hexOfParts(List.of(id.value(), specHash(spec))).substring(0, HASH);
  }

  /**
   * The arguments of every program: the spec.
   *
   * @throws IllegalArgumentException when it is larger than a job service is given
   */
  public static List<String> arguments(JobSpec spec) {
    byte[] bytes = Json.bytes(spec);
    if (bytes.length > JobSpec.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the job spec has "
              + bytes.length
              + " bytes, and a job service is given at most "
              + JobSpec.MAX_BYTES);
    }
    return List.of("--job", new String(bytes, StandardCharsets.UTF_8));
  }

  private static String specHash(JobSpec spec) {
    return Json.hash(undated(spec)).substring(0, HASH);
  }

  /** A label for people to search by; it need not be injective, since the hash is. */
  private static String label(String text) {
    String label = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    return label.substring(0, Math.min(LONGEST_LABEL, label.length()));
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
