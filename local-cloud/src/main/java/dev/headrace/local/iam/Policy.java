package dev.headrace.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The IAM policy of a resource. It is checked in its form, kept, and never enforced.
 *
 * @param version 1, or 3 where a binding has a condition
 * @param bindings an array of {@code role}, {@code members} and perhaps a {@code condition}
 * @param revision rises with each change; the etag is made of it
 */
public record Policy(int version, ArrayNode bindings, long revision) {
  private static final Set<String> KEYS =
      Set.of("kind", "resourceId", "version", "etag", "bindings", "auditConfigs");
  private static final Set<String> BINDING_KEYS = Set.of("role", "members", "condition");
  private static final Pattern ROLE =
      Pattern.compile("(projects/[^/]+/|organizations/[^/]+/)?roles/[A-Za-z0-9_.]+");
  private static final Pattern MEMBER =
      Pattern.compile(
          "allUsers|allAuthenticatedUsers|(deleted:)?(user|serviceAccount|group):[^:@\\s]+@\\S+"
              + "|(domain|projectOwner|projectEditor|projectViewer):\\S+|principal(Set)?://\\S+");
  private static final int CONDITIONS = 3;

  /** A policy that grants nothing. */
  public static Policy empty() {
    return new Policy(1, Json.array(), 1);
  }

  /** This policy and one more grant. */
  public Policy granting(String role, String... members) {
    ArrayNode more = bindings.deepCopy();
    ArrayNode to = more.addObject().put("role", role).putArray("members");
    for (String member : members) {
      to.add(member);
    }
    return new Policy(version, more, revision);
  }

  /** As clients see it. */
  public ObjectNode resource() {
    ObjectNode json = Json.object().put("version", version).put("etag", Etag.of(revision));
    json.set("bindings", bindings);
    return json;
  }

  /**
   * What a client writes in the place of this one.
   *
   * @param stale what it is told whose etag is that of an earlier policy
   */
  public Policy replacedBy(ObjectNode given, Supplier<ApiError> stale) {
    given.fieldNames().forEachRemaining(key -> known(KEYS, key));
    String etag = given.path("etag").asText();
    if (!etag.isEmpty() && !etag.equals(Etag.of(revision))) {
      throw stale.get();
    }
    ArrayNode next = Json.array();
    boolean conditions = false;
    for (JsonNode binding : given.path("bindings")) {
      conditions |= checked(binding);
      if (!binding.path("members").isEmpty()) {
        next.add(binding.deepCopy());
      }
    }
    if (conditions && given.path("version").asInt() != CONDITIONS) {
      throw ApiError.invalid("A policy with conditions needs version 3.");
    }
    return new Policy(conditions ? CONDITIONS : 1, next, revision + 1);
  }

  /** Whether the binding has a condition. */
  private static boolean checked(JsonNode binding) {
    binding.fieldNames().forEachRemaining(key -> known(BINDING_KEYS, key));
    String role = binding.path("role").asText();
    if (!ROLE.matcher(role).matches()) {
      throw ApiError.invalid("Role " + role + " is not supported for this resource.");
    }
    for (JsonNode member : binding.path("members")) {
      if (!MEMBER.matcher(member.asText()).matches()) {
        throw ApiError.invalid("Invalid principal: " + member.asText());
      }
    }
    JsonNode condition = binding.path("condition");
    if (condition.isObject() && condition.path("expression").asText().isEmpty()) {
      throw ApiError.invalid("A condition needs an expression.");
    }
    return condition.isObject();
  }

  private static void known(Set<String> keys, String key) {
    if (!keys.contains(key)) {
      throw ApiError.invalid("Unknown field: " + key);
    }
  }

  /** As it is kept. */
  public ObjectNode toJournal() {
    ObjectNode json = Json.object().put("version", version).put("revision", revision);
    json.set("bindings", bindings);
    return json;
  }

  /** As {@link #toJournal} wrote it; nothing is a policy that grants nothing. */
  public static Policy fromJournal(JsonNode json) {
    return json.path("bindings") instanceof ArrayNode bindings
        ? new Policy(json.path("version").asInt(), bindings, json.path("revision").asLong())
        : empty();
  }
}
