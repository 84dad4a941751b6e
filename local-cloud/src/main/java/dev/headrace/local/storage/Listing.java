package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Which names of a bucket are wanted, and from where on.
 *
 * <p>Objects and prefixes come in one order, by the bytes of their names, a prefix before the
 * object that is called like it; a page ends after so many of both.
 */
record Listing(
    String prefix,
    String delimiter,
    String startOffset,
    Optional<String> endOffset,
    boolean trailingDelimiter,
    Optional<Glob> glob,
    int maxResults,
    Optional<Place> after) {
  private static final int MAX_RESULTS = 1000;

  /** An entry of a list: what a page token stands for. */
  private record Place(boolean isPrefix, String name) {
    String token() {
      String text = (isPrefix ? "p" : "i") + name;
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Place parse(String token) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        if (text.startsWith("p") || text.startsWith("i")) {
          return new Place(text.startsWith("p"), text.substring(1));
        }
      } catch (IllegalArgumentException wrong) {
        // Not base64: refused below.
      }
      throw ApiError.invalid("Invalid argument: pageToken");
    }

    boolean isAfter(Place other) {
      int order = Utf8Order.INSTANCE.compare(name, other.name);
      return order > 0 || (order == 0 && !isPrefix && other.isPrefix);
    }
  }

  /** One page. */
  record Page(List<StoredObject> items, List<String> prefixes, Optional<String> nextToken) {
    /**
     * @param base where the links of the objects lead
     */
    ObjectNode toJson(String base) {
      ObjectNode json = Json.object().put("kind", "storage#objects");
      nextToken.ifPresent(token -> json.put("nextPageToken", token));
      if (!prefixes.isEmpty()) {
        ArrayNode list = json.putArray("prefixes");
        prefixes.forEach(list::add);
      }
      if (!items.isEmpty()) {
        ArrayNode list = json.putArray("items");
        items.forEach(item -> list.add(ObjectJson.resource(item, base)));
      }
      return json;
    }
  }

  /** The first names of all. */
  static Listing all() {
    return new Listing(
        "", "", "", Optional.empty(), false, Optional.empty(), MAX_RESULTS, Optional.empty());
  }

  static Listing of(Exchange exchange) {
    long wanted = exchange.number("maxResults").orElse(MAX_RESULTS);
    if (wanted < 0) {
      throw ApiError.invalid("Invalid value for maxResults: " + wanted);
    }
    return new Listing(
        exchange.parameter("prefix").orElse(""),
        exchange.parameter("delimiter").orElse(""),
        exchange.parameter("startOffset").orElse(""),
        exchange.parameter("endOffset"),
        exchange.flag("includeTrailingDelimiter"),
        exchange.parameter("matchGlob").map(Glob::new),
        wanted == 0 ? MAX_RESULTS : (int) Math.min(wanted, MAX_RESULTS),
        exchange.parameter("pageToken").map(Place::parse));
  }

  Page page(NavigableMap<String, StoredObject> objects) {
    return new Walk(objects).page();
  }

  /** One pass over the names. */
  private final class Walk {
    private final NavigableMap<String, StoredObject> objects;
    private final List<StoredObject> items = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private Place last;
    private boolean full;

    private Walk(NavigableMap<String, StoredObject> objects) {
      this.objects = objects;
    }

    Page page() {
      Map.Entry<String, StoredObject> entry = objects.ceilingEntry(start());
      while (entry != null && !full && isWanted(entry.getKey())) {
        entry = visit(entry.getValue(), entry.getKey());
      }
      return new Page(items, prefixes, full ? Optional.of(last.token()) : Optional.empty());
    }

    private String start() {
      String start = later(prefix, startOffset);
      return after.map(place -> later(start, place.name())).orElse(start);
    }

    private boolean isWanted(String name) {
      return name.startsWith(prefix)
          && endOffset.map(end -> Utf8Order.INSTANCE.compare(name, end) < 0).orElse(true);
    }

    /** Takes the object or the prefix it is below; returns where to go on. */
    private Map.Entry<String, StoredObject> visit(StoredObject object, String name) {
      if (glob.isPresent() && !glob.get().matches(name)) {
        return objects.higherEntry(name);
      }
      int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      if (end < 0) {
        take(new Place(false, name), object);
        return objects.higherEntry(name);
      }
      String below = name.substring(0, end + delimiter.length());
      take(new Place(true, below), object);
      if (trailingDelimiter && below.equals(name)) {
        take(new Place(false, name), object);
      }
      // One step over everything below the prefix, however much it is. With a glob the next object
      // may be below it as well, and is then the same prefix again.
      return Utf8Order.afterAllWith(below).map(objects::ceilingEntry).orElse(null);
    }

    private void take(Place place, StoredObject object) {
      if (full || (after.isPresent() && !place.isAfter(after.get()))) {
        return;
      }
      if (items.size() + prefixes.size() == maxResults) {
        full = true;
        return;
      }
      last = place;
      if (place.isPrefix()) {
        prefixes.add(place.name());
      } else {
        items.add(object);
      }
    }
  }

  private static String later(String one, String other) {
    return Utf8Order.INSTANCE.compare(one, other) >= 0 ? one : other;
  }
}
