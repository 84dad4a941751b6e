package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** What all operations read and answer alike. */
final class Requests {
  private Requests() {}

  static ApiError duplicate(String what) {
    return new ApiError(409, "duplicate", "ALREADY_EXISTS", "Already Exists: " + what);
  }

  static ApiError notFound(String what) {
    return ApiError.notFound("Not found: " + what);
  }

  /** Refuses another project than the one there is. */
  static void checkProject(Exchange exchange, String project) {
    String asked = exchange.variable("project");
    if (!asked.equals(project)) {
      throw new ApiError(
          403,
          "accessDenied",
          "PERMISSION_DENIED",
          "Access Denied: Project " + asked + ": the local BigQuery has project " + project + ".");
    }
  }

  /** How many and from where: a page token is the number of the first that it does not hold. */
  record Page(long from, long most) {
    static Page of(Exchange exchange, long usual) {
      OptionalLong token = exchange.number("pageToken");
      long from = token.isPresent() ? token.getAsLong() : exchange.number("startIndex").orElse(0);
      long most = Math.min(usual, exchange.number("maxResults").orElse(usual));
      if (from < 0 || most < 0) {
        throw ApiError.invalid("Invalid value for pageToken, startIndex or maxResults.");
      }
      return new Page(from, most);
    }

    /** One page of a list that is whole, in the API's form. */
    <T> ObjectNode list(String kind, String key, List<T> all, Function<T, ObjectNode> form) {
      ObjectNode answer = Json.object().put("kind", kind);
      var items = answer.putArray(key);
      all.stream().skip(from).limit(most).map(form).forEach(items::add);
      if (from + most < all.size() && most > 0) {
        answer.put("nextPageToken", Long.toString(from + most));
      }
      return answer;
    }
  }
}
