package dev.headrace.functions;

import dev.headrace.engine.EngineLog;
import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notifier;
import dev.headrace.run.RunKey;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes one JSON object a line, as Cloud Logging reads it: severity, message, the trace of the
 * request, and the run that it is about.
 *
 * <p>The lines are plain ASCII: whatever a name or a message holds cannot forge a line or move a
 * terminal's cursor.
 */
public final class JsonLog implements EngineLog, Notifier {
  private static final String TRACE = "logging.googleapis.com/trace";

  private final String project;
  private final PrintStream out;
  private final ThreadLocal<Optional<Trace>> trace = ThreadLocal.withInitial(Optional::empty);

  public JsonLog(String project, PrintStream out) {
    this.project = project;
    this.out = out;
  }

  /** What is done while one request is served. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws Exception;
  }

  /** Every line that this thread writes meanwhile belongs to the trace. */
  <T> T during(Optional<Trace> request, Work<T> work) throws Exception {
    trace.set(request);
    try {
      return work.run();
    } finally {
      trace.remove();
    }
  }

  @Override
  public void decided(RunKey run, String reason) {
    write(
        "INFO",
        run + ": " + reason,
        Map.of("pipeline", run.pipeline().value(), "interval", run.interval()));
  }

  @Override
  public void alarm(Alarm code, String text) {
    write("ERROR", code + ": " + text, Map.of("alarm", code.name()));
  }

  /** A line of severity {@code ALERT}, which an alert on logs picks up: it tells the recipients. */
  @Override
  public void send(Notification notification) {
    write(
        "ALERT",
        notification.pipeline()
            + "/"
            + notification.interval()
            + ": "
            + notification.kind()
            + " by its deadline "
            + notification.deadline()
            + ": "
            + notification.text(),
        Map.of(
            "pipeline",
            notification.pipeline().value(),
            "interval",
            notification.interval(),
            "notification",
            notification));
  }

  /** Something that ended as it should. */
  void info(String message) {
    write("INFO", message, Map.of());
  }

  /** Something that was refused and will not be asked for again. */
  void refused(String message) {
    write("WARNING", message, Map.of());
  }

  /** Something that failed and will be tried again by whoever asked. */
  void triedAgain(String message) {
    write("WARNING", message, Map.of("retry", "true"));
  }

  /** Something that nobody expected. */
  void failed(String message, Throwable cause) {
    var trail = new StringWriter();
    cause.printStackTrace(new PrintWriter(trail));
    write("ERROR", message, Map.of("stack_trace", trail.toString()));
  }

  private void write(String severity, String message, Map<String, ?> fields) {
    Map<String, Object> entry = new TreeMap<>(fields);
    entry.put("severity", severity);
    entry.put("message", message);
    trace
        .get()
        .ifPresent(known -> entry.put(TRACE, "projects/" + project + "/traces/" + known.id()));
    out.println(ascii(Json.text(entry)));
  }

  private static String ascii(String json) {
    var text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.toString();
  }
}
