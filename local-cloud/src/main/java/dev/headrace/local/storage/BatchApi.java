package dev.headrace.local.storage;

import dev.headrace.local.http.AnswerSink;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.ApiRequest;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/** Many small requests in one: each is carried out by itself, in order. */
record BatchApi(Dispatcher dispatcher) {
  private static final Pattern HEAD_END = Pattern.compile("\\r?\\n\\r?\\n");
  private static final int MAX_CALLS = 1000;
  private static final String BOUNDARY = "batch_headrace_0c5d1f";

  void register() {
    dispatcher.add("storage.batch", "POST", "/batch/storage/v1", this::run);
  }

  private void run(Exchange exchange) throws IOException {
    MultipartBody parts =
        MultipartBody.ofTexts(exchange.body(), exchange.header("Content-Type").orElse(""));
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    int calls = 0;
    for (MultipartBody.Part part = parts.next(); part != null; part = parts.next()) {
      calls++;
      if (calls > MAX_CALLS) {
        throw ApiError.invalid("A batch has at most " + MAX_CALLS + " calls.");
      }
      Captured answer = call(part, exchange);
      print(answers, "--" + BOUNDARY + "\r\nContent-Type: application/http\r\n");
      String id = part.headers().getOrDefault("content-id", "<" + calls + ">");
      print(answers, "Content-ID: " + id.replaceFirst("^<", "<response-") + "\r\n\r\n");
      answer.printTo(answers);
    }
    print(answers, "--" + BOUNDARY + "--\r\n");
    exchange.answer(200, "multipart/mixed; boundary=" + BOUNDARY, answers.toByteArray());
  }

  private Captured call(MultipartBody.Part part, Exchange batch) throws IOException {
    String text = new String(part.content().readAllBytes(), StandardCharsets.UTF_8);
    String[] parts = HEAD_END.split(text, 2);
    String[] head = parts[0].stripTrailing().split("\\r?\\n");
    String body = parts.length < 2 ? "" : parts[1];
    Captured answer = new Captured();
    dispatcher.dispatch(new Exchange(request(head, body, batch), answer));
    return answer;
  }

  private static ApiRequest request(String[] head, String body, Exchange batch) {
    String[] line = head[0].split(" ", -1);
    if (line.length < 2) {
      throw ApiError.invalid("Not a request in a batch: " + head[0]);
    }
    String target = line[1].replaceFirst("^https?://[^/]+", "");
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    if (!path.startsWith("/storage/v1/")) {
      throw ApiError.invalid("Not a request that can be in a batch: " + path);
    }
    HttpFields.Mutable headers = HttpFields.build();
    // The parts of a batch count for the client that sent it.
    batch.header("Host").ifPresent(value -> headers.put("Host", value));
    batch.header("User-Agent").ifPresent(value -> headers.put("User-Agent", value));
    batch.header("x-goog-api-client").ifPresent(value -> headers.put("x-goog-api-client", value));
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      if (colon > 0) {
        headers.put(head[i].substring(0, colon), head[i].substring(colon + 1).strip());
      }
    }
    return new ApiRequest(
        line[0].toUpperCase(Locale.ROOT),
        path,
        question < 0 ? "" : target.substring(question + 1),
        headers,
        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void print(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer that becomes part of another. */
  private static final class Captured implements AnswerSink {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private HttpFields headers = HttpFields.EMPTY;
    private int status = 500;

    @Override
    public void send(int code, HttpFields fields, byte[] bytes) {
      stream(code, fields, bytes.length);
      body.writeBytes(bytes);
    }

    @Override
    public OutputStream stream(int code, HttpFields fields, long length) {
      status = code;
      headers = fields;
      return body;
    }

    @Override
    public void drop() {
      status = 503;
    }

    void printTo(ByteArrayOutputStream out) {
      print(out, "HTTP/1.1 " + status + " " + HttpStatus.getMessage(status) + "\r\n");
      headers.forEach(field -> print(out, field.getName() + ": " + field.getValue() + "\r\n"));
      print(out, HttpHeader.CONTENT_LENGTH.asString() + ": " + body.size() + "\r\n\r\n");
      out.writeBytes(body.toByteArray());
      print(out, "\r\n");
    }
  }
}
