package dev.headrace.local.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Turns Jetty's requests into exchanges, after a look at who asks. */
final class JettyGate extends Handler.Abstract {
  private final Dispatcher dispatcher;
  private final LoopbackPolicy policy;
  private final InstantSource clock;

  JettyGate(Dispatcher dispatcher, LoopbackPolicy policy, InstantSource clock) {
    this.dispatcher = dispatcher;
    this.policy = policy;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    JettyAnswer answer = new JettyAnswer(request, response);
    try {
      answer.begin(DateGenerator.formatDate(clock.millis()));
      HttpFields headers = request.getHeaders();
      Exchange exchange = new Exchange(incoming(request, headers), answer);
      policy.check(headers.get(HttpHeader.HOST), headers.get(HttpHeader.ORIGIN));
      dispatcher.dispatch(exchange);
      answer.finish(callback);
    } catch (ApiError refused) {
      refuse(refused, response, callback);
    } catch (IOException | RuntimeException failed) {
      callback.failed(failed);
    }
    return true;
  }

  private static void refuse(ApiError refused, Response response, Callback callback) {
    response.setStatus(refused.code());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=UTF-8");
    response.write(true, ByteBuffer.wrap(Json.write(refused.toJson())), callback);
  }

  private static ApiRequest incoming(Request request, HttpFields headers) {
    String query = request.getHttpURI().getQuery();
    return new ApiRequest(
        request.getMethod(),
        request.getHttpURI().getPath(),
        query == null ? "" : query,
        headers,
        Content.Source.asInputStream(request));
  }
}
