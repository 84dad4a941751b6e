package dev.headrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** One request and its answer. */
public final class Exchange {
  private static final byte[] NOTHING = {};

  private final ApiRequest request;
  private final Query query;
  private final HttpFields.Mutable answerHeaders = HttpFields.build();
  private AnswerSink sink;
  private Map<String, String> variables = Map.of();
  private InputStream rawBody;
  private InputStream body;
  private boolean answered;

  public Exchange(ApiRequest request, AnswerSink sink) {
    this.request = request;
    this.query = Query.parse(request.rawQuery());
    this.sink = sink;
    this.rawBody = request.body();
  }

  /** The method that is meant: Google's clients send PATCH as POST with an override. */
  public String method() {
    String override = request.headers().get("X-HTTP-Method-Override");
    return override == null || !request.method().equals("POST")
        ? request.method()
        : override.toUpperCase(Locale.ROOT);
  }

  public String rawPath() {
    return request.rawPath();
  }

  public String rawQuery() {
    return request.rawQuery();
  }

  /** The decoded value of a variable in the template of the route, such as {@code bucket}. */
  public String variable(String name) {
    return PercentEncoding.decode(variables.get(name));
  }

  /** A query parameter; empty also if it has no value. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  /** All values of a query parameter. */
  public List<String> parameters(String name) {
    return query.all(name);
  }

  /**
   * A query parameter that is a whole number.
   *
   * @throws ApiError 400 if it is something else
   */
  public OptionalLong number(String name) {
    Optional<String> text = parameter(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException wrong) {
      throw ApiError.invalid("Invalid value for " + name + ": " + text.get());
    }
  }

  public boolean flag(String name) {
    return parameter(name).filter("true"::equalsIgnoreCase).isPresent();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.headers().get(name));
  }

  public HttpFields headers() {
    return request.headers();
  }

  /** How the client reaches this server: scheme and host, without a slash at the end. */
  public String baseUrl() {
    return "http://" + header("Host").orElse("localhost");
  }

  /** The body, decompressed if it was sent with gzip. The same stream on each call. */
  public InputStream body() throws IOException {
    if (body == null) {
      body =
          header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent()
              ? new GZIPInputStream(rawBody, 1 << 13)
              : rawBody;
    }
    return body;
  }

  /**
   * The body as a JSON object; no body counts as an empty object, and a field that is null as none,
   * but for a patch.
   *
   * @throws ApiError 400 if it is not one, 413 if it is too large or too deep
   */
  public ObjectNode json() throws IOException {
    ObjectNode json = Json.read(body());
    return method().equals("PATCH") ? json : Json.withoutNulls(json);
  }

  /** Adds a header to the answer; before it begins. */
  public void answerHeader(String name, String value) {
    answerHeaders.put(name, value);
  }

  /** Answers without a body. */
  public void answer(int status) throws IOException {
    sink().send(status, answerHeaders, NOTHING);
  }

  /** Answers with JSON. */
  public void answer(int status, JsonNode json) throws IOException {
    answer(status, "application/json; charset=UTF-8", Json.write(json));
  }

  /** Answers with these bytes. */
  public void answer(int status, String contentType, byte[] bytes) throws IOException {
    answerHeaders.put(HttpHeader.CONTENT_TYPE, contentType);
    sink().send(status, answerHeaders, bytes);
  }

  /**
   * Begins an answer whose body is written to the result; closing it ends the answer.
   *
   * @param length bytes to come, or -1 if that is unknown
   */
  public OutputStream stream(int status, String contentType, long length) throws IOException {
    answerHeaders.put(HttpHeader.CONTENT_TYPE, contentType);
    return sink().stream(status, answerHeaders, length);
  }

  /** Ends the connection without an answer. */
  public void drop() {
    answered = true;
    sink.drop();
  }

  boolean answered() {
    return answered;
  }

  void routed(Map<String, String> rawVariables) {
    variables = rawVariables;
  }

  /** From now on every answer is lost, though the operation is carried out. */
  void loseAnswer() {
    sink = new LostAnswer(sink);
  }

  /** The connection ends now, though the operation is carried out. */
  void loseAnswerNow() {
    sink.drop();
    loseAnswer();
  }

  /** From now on every answer ends after so many bytes of its body. */
  void cutAnswer(long bytes) {
    sink = new CutAnswer(sink, bytes);
  }

  /** The body as it was sent, as long as nobody asked for {@link #body}. */
  InputStream rawBody() {
    return rawBody;
  }

  void replaceBody(InputStream other) {
    rawBody = other;
  }

  /** Reading the body fails like this after so many bytes. */
  void breakBody(long bytes, Supplier<ApiError> failure) {
    replaceBody(new BrokenBody(rawBody, bytes, failure));
  }

  private AnswerSink sink() {
    if (answered) {
      throw new IllegalStateException("Answered twice: " + method() + " " + rawPath());
    }
    answered = true;
    return sink;
  }
}
