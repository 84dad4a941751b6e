package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A page of a list, newest first.
 *
 * @param rest what the page may hold, and one more if others follow
 */
record Page(List<SubmittedWork> rest, int most) {
  private static final int USUAL = 20;
  private static final int LARGEST = 1_000;

  /** The page that the exchange asks for, of what is given newest first. */
  static Page of(Exchange exchange, Stream<SubmittedWork> work) {
    int size = (int) Math.min(LARGEST, exchange.number("pageSize").orElse(0));
    int most = size <= 0 ? USUAL : size;
    // Numbers fall from page to page, so a page stays right when work comes and goes.
    long before = exchange.number("pageToken").orElse(Long.MAX_VALUE);
    return new Page(work.filter(one -> one.number() < before).limit(most + 1L).toList(), most);
  }

  ObjectNode toJson(String field, Function<SubmittedWork, ObjectNode> resource) {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray(field);
    rest.stream().limit(most).forEach(one -> items.add(resource.apply(one)));
    if (rest.size() > most) {
      json.put("nextPageToken", Long.toString(rest.get(most - 1).number()));
    }
    return json;
  }
}
