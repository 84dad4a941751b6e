package dev.headrace.local.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which requests a server on the loopback answers, so that web pages cannot reach it: neither by a
 * name of theirs that resolves to 127.0.0.1, nor from another origin.
 */
public final class LoopbackPolicy {
  private final Set<String> hosts;

  /**
   * @param alsoAllowed host names besides localhost, 127.0.0.1 and [::1]
   */
  public LoopbackPolicy(Set<String> alsoAllowed) {
    Set<String> all = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    alsoAllowed.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    this.hosts = Set.copyOf(all);
  }

  /**
   * Lets the request pass or refuses it.
   *
   * @param host the value of {@code Host}, null if there is none
   * @param origin the value of {@code Origin}, null if there is none
   * @throws ApiError 421 for a foreign host, 403 for a foreign origin
   */
  public void check(String host, String origin) {
    if (host == null || !allows(host)) {
      throw new ApiError(
          421, "misdirected", "INVALID_ARGUMENT", "This server does not answer for " + host);
    }
    if (origin != null && !allowsOrigin(origin)) {
      throw new ApiError(
          403, "forbidden", "PERMISSION_DENIED", "Requests from " + origin + " are refused");
    }
  }

  private boolean allowsOrigin(String origin) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && allows(origin.substring(scheme + 3));
  }

  private boolean allows(String authority) {
    int port = authority.lastIndexOf(':');
    String host = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
    return hosts.contains(host.toLowerCase(Locale.ROOT));
  }
}
