package dev.headrace.local.http;

import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpFields;

/** Where the answer to one request goes; one of the methods is called, once. */
public interface AnswerSink {
  /** Sends a whole answer. */
  void send(int status, HttpFields headers, byte[] body) throws IOException;

  /**
   * Begins an answer whose body follows; closing the result ends it.
   *
   * @param length bytes to come, or -1 if that is unknown
   */
  OutputStream stream(int status, HttpFields headers, long length) throws IOException;

  /** Ends the connection without an answer. */
  void drop();
}
