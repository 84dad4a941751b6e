package dev.headrace.local.hosting;

import java.io.IOException;
import java.util.Map;

/** What is asked of the inside of the functions' class loader. */
public interface FunctionServers extends AutoCloseable {
  /**
   * Serves a function.
   *
   * @param http whether HTTP wakes it, else CloudEvents
   * @param address where to listen
   * @param port 0 draws a free one
   * @param settings of this function
   * @return the port it listens on
   * @throws IOException when the port is taken
   */
  int start(String className, boolean http, String address, int port, Map<String, String> settings)
      throws IOException;

  @Override
  void close() throws IOException;
}
