package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.functions.caller.CallerCheck;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A function as Cloud Functions shows it.
 *
 * @param part which of ours it is
 * @param json the resource
 */
record DeployedFunction(Part part, JsonNode json) {
  /** The full name. */
  String name() {
    return json.path("name").asText();
  }

  /** The last part of the name. */
  String id() {
    return last(name());
  }

  String region() {
    return name().split("/", -1)[3];
  }

  /** The full name of its Cloud Run service. */
  String service() {
    return json.path("serviceConfig").path("service").asText();
  }

  String serviceId() {
    return last(service());
  }

  String account() {
    return json.path("serviceConfig").path("serviceAccountEmail").asText();
  }

  Duration timeout() {
    return Duration.ofSeconds(json.path("serviceConfig").path("timeoutSeconds").asLong(60));
  }

  /** The trigger that belongs to the function itself, if it has one. */
  Optional<JsonNode> ownTrigger() {
    return Optional.of(json.path("eventTrigger")).filter(trigger -> !trigger.isEmpty());
  }

  /**
   * Whether a call to this address reaches it. A service of Cloud Run has an address with the
   * project's number and one with letters, and Google shows only one of them: the other is known
   * from the audiences for which the function takes tokens.
   */
  boolean answersAt(String uri) {
    return addresses().anyMatch(own -> uri.equals(own) || uri.startsWith(own + "/"));
  }

  private Stream<String> addresses() {
    Stream<String> shown =
        Stream.of(json.path("serviceConfig").path("uri").asText(), json.path("url").asText());
    return Stream.concat(shown, listed("HEADRACE_AUDIENCES").stream())
        .filter(own -> !own.isEmpty());
  }

  /** Its environment variables. */
  SortedMap<String, String> variables() {
    SortedMap<String, String> variables = new TreeMap<>();
    json.path("serviceConfig")
        .path("environmentVariables")
        .properties()
        .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asText()));
    return variables;
  }

  String installation() {
    return variables().getOrDefault("HEADRACE_INSTALLATION", "headrace");
  }

  /** What stands in a variable that holds several values; empty where it is not set. */
  Set<String> listed(String variable) {
    String text = variables().getOrDefault(variable, "").strip();
    return text.isEmpty() ? Set.of() : Set.of(text.split("[,\\s]+", -1));
  }

  /** Why the function would refuse a call with such a token, if it would. */
  Optional<String> refusal(String account, String audience) {
    boolean trusting =
        variables()
            .getOrDefault("HEADRACE_CALLER_CHECK", "")
            .equalsIgnoreCase(CallerCheck.PLATFORM.name());
    if (account.isEmpty()) {
      return Optional.of("calls without a token: the function refuses it");
    }
    if (!trusting && !listed("HEADRACE_CALLERS").contains(account)) {
      return Optional.of(
          "calls as " + account + ", whom HEADRACE_CALLERS of the function does not name");
    }
    if (!trusting && !listed("HEADRACE_AUDIENCES").contains(audience)) {
      return Optional.of(
          "its token is for " + audience + ", which HEADRACE_AUDIENCES does not name");
    }
    return Optional.empty();
  }

  static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
