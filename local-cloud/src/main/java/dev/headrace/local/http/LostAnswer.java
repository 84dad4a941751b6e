package dev.headrace.local.http;

import java.io.OutputStream;
import org.eclipse.jetty.http.HttpFields;

/** Ends the connection in place of every answer. */
record LostAnswer(AnswerSink wire) implements AnswerSink {
  @Override
  public void send(int status, HttpFields headers, byte[] body) {
    wire.drop();
  }

  @Override
  public OutputStream stream(int status, HttpFields headers, long length) {
    wire.drop();
    return OutputStream.nullOutputStream();
  }

  @Override
  public void drop() {
    wire.drop();
  }
}
