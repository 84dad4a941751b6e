package dev.headrace.local.hosting;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A function to host.
 *
 * @param name how people call it: {@code schedule}
 * @param className its entry point
 * @param signature what wakes it
 * @param address where it listens
 * @param port 0 draws a free one
 * @param settings what environment variables are on Google Cloud: each function has its own
 */
public record HostedFunction(
    String name,
    String className,
    Signature signature,
    String address,
    int port,
    SortedMap<String, String> settings) {
  public HostedFunction {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** The same on another address. */
  public HostedFunction at(String other) {
    return new HostedFunction(name, className, signature, other, port, settings);
  }

  /** What wakes a function. */
  public enum Signature {
    HTTP,
    CLOUD_EVENT
  }
}
