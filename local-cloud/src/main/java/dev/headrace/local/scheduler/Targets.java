package dev.headrace.local.scheduler;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The addresses that jobs call. */
final class Targets {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  private Targets() {}

  /** The address with the port of now; empty where it has not moved, or is not on this machine. */
  static Optional<String> moved(String uri, Map<Integer, Integer> moves) {
    URI address;
    try {
      address = URI.create(uri);
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
    Integer port = moves.get(address.getPort());
    if (port == null || address.getHost() == null || !THIS_MACHINE.contains(address.getHost())) {
      return Optional.empty();
    }
    String before = address.getHost() + ":" + address.getPort();
    return Optional.of(uri.replaceFirst("\\Q" + before + "\\E", address.getHost() + ":" + port));
  }
}
