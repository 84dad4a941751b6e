package dev.headrace.engine;

import java.time.Instant;

/**
 * Which definition of a pipeline is in force.
 *
 * @param definition the hash of the definition
 * @param deployedAt when the pipeline was first deployed
 */
public record Deployment(String definition, boolean paused, Instant deployedAt) {
  Deployment moved(String hash) {
    return new Deployment(hash, paused, deployedAt);
  }

  Deployment paused(boolean now) {
    return new Deployment(definition, now, deployedAt);
  }
}
