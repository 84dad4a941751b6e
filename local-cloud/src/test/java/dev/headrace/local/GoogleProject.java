package dev.headrace.local;

import java.util.Optional;
import java.util.UUID;

/**
 * The project of Google Cloud against which contracts run when {@code -Dheadrace.contract.project}
 * is given, with the caller's own credentials. Whatever a test makes there has a name of its own
 * and is deleted after it.
 */
public final class GoogleProject {
  private GoogleProject() {}

  public static String project() {
    return given("headrace.contract.project");
  }

  /** An empty bucket in that region, of which the tests delete all there is. */
  public static String bucket() {
    return given("headrace.contract.bucket");
  }

  public static String region() {
    return given("headrace.contract.region");
  }

  /** A Dataproc cluster that runs in that region. */
  public static String cluster() {
    return given("headrace.contract.cluster");
  }

  /** A name that nothing else has. */
  public static String fresh(String what) {
    return "headrace-contract-" + what + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String given(String property) {
    return Optional.ofNullable(System.getProperty(property))
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new IllegalStateException("Give -D" + property + "=..., too."));
  }
}
