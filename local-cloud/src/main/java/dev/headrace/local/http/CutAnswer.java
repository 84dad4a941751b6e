package dev.headrace.local.http;

import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpFields;

/** Lets the first bytes of the body through, and then ends the connection. */
record CutAnswer(AnswerSink wire, long bytes) implements AnswerSink {
  @Override
  public void send(int status, HttpFields headers, byte[] body) throws IOException {
    if (body.length == 0) {
      wire.drop();
      return;
    }
    try (OutputStream out = stream(status, headers, body.length)) {
      out.write(body, 0, body.length);
    }
  }

  @Override
  public OutputStream stream(int status, HttpFields headers, long length) throws IOException {
    OutputStream out = wire.stream(status, headers, length);
    return new OutputStream() {
      private long left = length < 0 ? bytes : Math.min(bytes, length - 1);
      private boolean cut;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] buffer, int from, int count) throws IOException {
        if (!cut) {
          int passed = (int) Math.min(left, count);
          out.write(buffer, from, passed);
          left -= passed;
          if (passed < count) {
            end();
          }
        }
      }

      @Override
      public void close() throws IOException {
        if (!cut) {
          end();
        }
      }

      private void end() throws IOException {
        cut = true;
        out.flush();
        wire.drop();
      }
    };
  }

  @Override
  public void drop() {
    wire.drop();
  }
}
