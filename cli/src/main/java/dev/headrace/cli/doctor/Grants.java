package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The bindings of IAM policies that hold for a resource: its own and those that it inherits.
 *
 * @param bindings {@code role} to {@code members}
 */
record Grants(List<JsonNode> bindings) {
  static final Set<String> EVERYBODY = Set.of("allUsers", "allAuthenticatedUsers");

  static Grants none() {
    return new Grants(List.of());
  }

  static Grants of(JsonNode policy) {
    List<JsonNode> bindings = new ArrayList<>();
    policy.path("bindings").forEach(bindings::add);
    return new Grants(bindings);
  }

  Grants and(Grants inherited) {
    List<JsonNode> all = new ArrayList<>(bindings);
    all.addAll(inherited.bindings());
    return new Grants(all);
  }

  /** The roles that an account was granted, under a condition or not. */
  Set<String> rolesOf(String account) {
    Set<String> roles = new TreeSet<>();
    for (JsonNode binding : bindings) {
      if (GoogleApis.texts(binding.path("members")).contains("serviceAccount:" + account)) {
        roles.add(binding.path("role").asText());
      }
    }
    return roles;
  }

  /** The roles that anybody has. */
  Set<String> rolesOfEverybody() {
    Set<String> roles = new TreeSet<>();
    for (JsonNode binding : bindings) {
      if (GoogleApis.texts(binding.path("members")).stream().anyMatch(EVERYBODY::contains)) {
        roles.add(binding.path("role").asText());
      }
    }
    return roles;
  }
}
