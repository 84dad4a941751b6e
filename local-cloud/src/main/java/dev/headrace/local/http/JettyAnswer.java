package dev.headrace.local.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer on a real connection. */
final class JettyAnswer implements AnswerSink {
  private static final Logger LOG = LoggerFactory.getLogger(JettyAnswer.class);
  private static final byte[] NONE = {};
  private static final long MAX_DRAINED = 1024 * 1024;

  private final Request request;
  private final Response response;
  private byte[] whole = NONE;
  private boolean streamed;
  private boolean dropped;

  JettyAnswer(Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  void begin(String date) {
    response.getHeaders().put(HttpHeader.DATE, date);
  }

  @Override
  public void send(int status, HttpFields headers, byte[] body) {
    head(status, headers);
    whole = body;
  }

  @Override
  public OutputStream stream(int status, HttpFields headers, long length) {
    head(status, headers);
    if (length >= 0) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }
    streamed = true;
    return new Body();
  }

  @Override
  public void drop() {
    dropped = true;
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }

  /** A whole answer goes out with Jetty's callback, so that no thread waits for the socket. */
  void finish(Callback callback) {
    if (dropped) {
      callback.failed(new EofException("The answer is lost on demand"));
    } else if (streamed) {
      callback.succeeded();
    } else {
      drain();
      response.write(true, ByteBuffer.wrap(whole), callback);
    }
  }

  /**
   * Reads what a handler left of the body, such as the end of a chunked one: else Jetty ends the
   * connection after the answer, and a client that is about to use it again meets the end.
   */
  private void drain() {
    try {
      Content.Source.asInputStream(request).skip(MAX_DRAINED);
    } catch (IOException gone) {
      LOG.debug("The client did not send all of its request", gone);
    }
  }

  /** Also a channel: bytes that are outside of the heap already stay there. */
  private final class Body extends OutputStream implements WritableByteChannel {
    private final OutputStream out = Content.Sink.asOutputStream(response);

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] buffer, int from, int count) throws IOException {
      out.write(buffer, from, count);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
      int count = buffer.remaining();
      Content.Sink.write(response, false, buffer);
      return count;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public boolean isOpen() {
      return !dropped;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private void head(int status, HttpFields headers) {
    response.setStatus(status);
    response.getHeaders().add(headers);
  }
}
