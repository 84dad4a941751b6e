package dev.headrace.local.driver;

/** An application asks for executors that no worker of its cluster can ever give. */
public final class TooLargeForCluster extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooLargeForCluster(String message) {
    super(message);
  }
}
