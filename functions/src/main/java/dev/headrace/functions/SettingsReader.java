package dev.headrace.functions;

import dev.headrace.functions.caller.CallerCheck;
import dev.headrace.functions.dataproc.SparkProperties;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads variables one by one and collects what is wrong with them. */
final class SettingsReader {
  private static final Pattern PROJECT = Pattern.compile("([a-z0-9.-]+:)?[a-z][a-z0-9-]{0,61}");
  private static final Pattern REGION = Pattern.compile("[a-z]+(-[a-z]+)*[0-9]*(-[a-z0-9]+)*");
  private static final Pattern INSTALLATION = Pattern.compile("[a-z][a-z0-9]{0,19}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");
  private static final Pattern ACCOUNT = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");
  private static final Pattern JOB_ACCOUNT =
      Pattern.compile("[^{}]+|[a-z][a-z0-9-]{0,15}\\{pipeline\\}@[^{}]+");
  private static final Pattern IMAGE =
      Pattern.compile(
          "[a-z0-9.-]+(?:/[A-Za-z0-9._-]+)+(?::[\\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?");
  private static final Pattern RUNTIME = Pattern.compile("[0-9]+\\.[0-9]+");

  private final Map<String, String> variables;
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, String> variables) {
    this.variables = variables;
  }

  String project(String variable) {
    return required(variable, PROJECT, "the id of the Google Cloud project, such as my-project");
  }

  String region(String variable) {
    return required(variable, REGION, "a region, such as europe-west1");
  }

  String installation(String variable, String usual) {
    return matching(
        variable,
        optional(variable).orElse(usual),
        INSTALLATION,
        "a short name of lower-case letters and digits that begins with a letter");
  }

  String bucket(String variable) {
    return required(variable, BUCKET, "the name of a bucket, without gs://");
  }

  Optional<String> account(String variable) {
    return optional(variable)
        .map(
            text ->
                matching(
                    variable,
                    text,
                    ACCOUNT,
                    "the e-mail address of a service account, or leave it out"));
  }

  /** An account, or one for each pipeline: their names have at most 30 characters. */
  Optional<String> jobAccount(String variable) {
    return account(variable)
        .map(
            text ->
                matching(
                    variable,
                    text,
                    JOB_ACCOUNT,
                    "an account, or one such as headrace-{pipeline}@my-project.iam.gserviceaccount.com"
                        + " with at most 16 characters before {pipeline}"));
  }

  String runtimeVersion(String variable, String usual) {
    return matching(
        variable, optional(variable).orElse(usual), RUNTIME, "a runtime version, such as 3.0");
  }

  Optional<String> image(String variable) {
    return optional(variable)
        .map(
            text ->
                matching(
                    variable,
                    text,
                    IMAGE,
                    "a container image with its registry, such as"
                        + " europe-docker.pkg.dev/my-project/spark/jobs:3, or leave it out"));
  }

  Map<String, String> sparkProperties(String variable) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String pair : optional(variable).map(text -> text.split(",", -1)).orElse(new String[0])) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length < 2 || !SparkProperties.mayBeSet(parts[0])) {
        problem(
            variable, pair.strip(), "key=value pairs with keys of " + SparkProperties.allowed());
      } else {
        properties.put(parts[0], parts[1]);
      }
    }
    return properties;
  }

  CallerCheck callerCheck(String variable, CallerCheck usual) {
    Optional<String> text = optional(variable);
    Optional<CallerCheck> known =
        Stream.of(CallerCheck.values())
            .filter(check -> text.equals(Optional.of(check.name().toLowerCase(Locale.ROOT))))
            .findFirst();
    if (text.isPresent() && known.isEmpty()) {
      problem(variable, text.get(), "signature, claims or platform");
    }
    return known.orElse(usual);
  }

  /** What stands between commas. */
  Set<String> list(String variable) {
    Set<String> entries = new TreeSet<>();
    for (String entry : optional(variable).map(text -> text.split(",", -1)).orElse(new String[0])) {
      if (!entry.isBlank()) {
        entries.add(entry.strip());
      }
    }
    return entries;
  }

  /** E-mail addresses between commas, in lower case. */
  Set<String> accounts(String variable) {
    Set<String> accounts = new TreeSet<>();
    for (String account : list(variable)) {
      accounts.add(
          matching(
              variable,
              account.toLowerCase(Locale.ROOT),
              ACCOUNT,
              "e-mail addresses with commas between them"));
    }
    return accounts;
  }

  /** Where keys are published: whoever can change them on their way can call as anybody. */
  URI keys(String variable, URI usual) {
    Optional<URI> keys = endpoint(variable);
    boolean safe =
        keys.isEmpty()
            || keys.get().getScheme().equals("https")
            || isThisMachine(keys.get().getHost());
    if (!safe) {
      problem(
          variable,
          keys.get().toString(),
          "an address that begins with https://, or with http:// on this machine");
    }
    return keys.orElse(usual);
  }

  /** What cannot be resolved is not this machine. */
  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  Optional<URI> endpoint(String variable) {
    return optional(variable).flatMap(text -> endpoint(variable, text));
  }

  Optional<String> optional(String variable) {
    return Optional.ofNullable(variables.get(variable))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** Two purposes in one bucket would wake functions with objects that are not theirs. */
  void refuseSharedBuckets(Map<String, String> buckets) {
    Map<String, String> owners = new LinkedHashMap<>();
    buckets.forEach(
        (variable, bucket) -> {
          String owner = bucket.isEmpty() ? null : owners.putIfAbsent(bucket, variable);
          if (owner != null) {
            problem(
                variable, bucket, "another bucket than " + owner + ": each purpose has its own");
          }
        });
  }

  void throwIfAnyProblem() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private Optional<URI> endpoint(String variable, String text) {
    try {
      URI uri = new URI(text);
      boolean plain = uri.getRawQuery() == null && uri.getRawUserInfo() == null;
      if (Set.of("http", "https").contains(uri.getScheme()) && uri.getHost() != null && plain) {
        return Optional.of(
            URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text));
      }
    } catch (URISyntaxException e) {
      // Reported below, as any other text that is no address.
    }
    problem(variable, text, "an address that begins with https:// or http://");
    return Optional.empty();
  }

  private String required(String variable, Pattern form, String what) {
    Optional<String> text = optional(variable);
    if (text.isEmpty()) {
      problems.add(variable + ": is missing. Set it to " + what + ".");
      return "";
    }
    return matching(variable, text.get(), form, what);
  }

  private String matching(String variable, String text, Pattern form, String what) {
    if (!form.matcher(text).matches()) {
      problem(variable, text, what);
    }
    return text;
  }

  private void problem(String variable, String text, String what) {
    problems.add(variable + ": is \"" + text + "\". Set it to " + what + ".");
  }
}
