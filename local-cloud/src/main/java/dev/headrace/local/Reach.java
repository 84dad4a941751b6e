package dev.headrace.local;

/**
 * From where a local cloud is reached: this decides who can read and write all that it holds.
 *
 * @param bind the address on which the APIs and the console listen; the other functions are always
 *     on loopback
 * @param host the name or address by which drivers and executors reach them
 */
public record Reach(String bind, String host) {
  /** This machine only. */
  public static final Reach LOOPBACK = new Reach("127.0.0.1", "127.0.0.1");

  /**
   * All interfaces, for a container whose network has no strangers.
   *
   * @param name the container's in that network
   */
  public static Reach network(String name) {
    return new Reach("0.0.0.0", name);
  }
}
