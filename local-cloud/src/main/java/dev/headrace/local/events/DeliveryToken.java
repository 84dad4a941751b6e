package dev.headrace.local.events;

import java.net.URI;
import java.util.Optional;

/** The identity with which events are delivered. */
@FunctionalInterface
public interface DeliveryToken {
  /** The ID token for a call of this target; empty if calls carry none. */
  Optional<String> forTarget(URI target);

  /** Calls carry no token. */
  DeliveryToken NONE = target -> Optional.empty();
}
