package dev.headrace.local.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The decoded parameters of a URL; a key without a value counts as absent. */
final class Query {
  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  static Query parse(String raw) {
    if (raw.isEmpty()) {
      return new Query(Map.of());
    }
    Map<String, List<String>> values = new HashMap<>();
    for (int from = 0; from <= raw.length(); ) {
      int to = raw.indexOf('&', from);
      to = to < 0 ? raw.length() : to;
      int equals = raw.indexOf('=', from);
      // Only the first = divides: gax sends $alt=json;enum-encoding%3Dint.
      if (equals > from && equals < to - 1) {
        values
            .computeIfAbsent(
                PercentEncoding.decodeQuery(raw.substring(from, equals)), key -> new ArrayList<>(1))
            .add(PercentEncoding.decodeQuery(raw.substring(equals + 1, to)));
      }
      from = to + 1;
    }
    return new Query(values);
  }

  List<String> all(String key) {
    return values.getOrDefault(key, List.of());
  }
}
