package dev.headrace.local.hosting;

/**
 * A function to host.
 *
 * @param name how people call it: {@code schedule}
 * @param className its entry point
 * @param signature what wakes it
 * @param port on loopback; 0 draws a free one
 */
public record HostedFunction(String name, String className, Signature signature, int port) {
  /** What wakes a function. */
  public enum Signature {
    HTTP,
    CLOUD_EVENT
  }
}
