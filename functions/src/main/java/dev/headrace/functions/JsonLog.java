package dev.headrace.functions;

import dev.headrace.engine.EngineLog;
import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notifier;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes one JSON object a line, as Cloud Logging reads it: severity, message, the trace of the
 * request, and the run that it is about.
 *
 * <p>The lines are plain ASCII: whatever a name or a message holds cannot forge a line or move a
 * terminal's cursor.
 */
public final class JsonLog implements EngineLog, Notifier {
  private static final String TRACE = "logging.googleapis.com/trace";

  /** The most runs that the last line of a call names: each has a line of its own before it. */
  private static final int NAMED = 20;

  private final String project;
  private final PrintStream out;
  private final ThreadLocal<Call> call = ThreadLocal.withInitial(() -> new Call(Optional.empty()));

  public JsonLog(String project, PrintStream out) {
    this.project = project;
    this.out = out;
  }

  /**
   * A call that is being served.
   *
   * @param runs that were decided on meanwhile
   */
  private record Call(Optional<Trace> trace, Set<RunKey> runs) {
    Call(Optional<Trace> trace) {
      this(trace, new LinkedHashSet<>());
    }
  }

  /** What is done while one request is served. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws Exception;
  }

  /** Every line that this thread writes meanwhile belongs to the trace. */
  <T> T during(Optional<Trace> request, Work<T> work) throws Exception {
    call.set(new Call(request));
    try {
      return work.run();
    } finally {
      call.remove();
    }
  }

  @Override
  public void decided(RunKey run, String reason) {
    call.get().runs().add(run);
    write("INFO", run + ": " + reason, fields(run));
  }

  /** Of severity {@code ERROR} where it failed, so that an alert on logs finds it. */
  @Override
  public void ended(RunKey run, RunState state, String reason) {
    call.get().runs().add(run);
    Map<String, String> all = new TreeMap<>(fields(run));
    all.put("run_state", state.name());
    write(state == RunState.FAILED ? "ERROR" : "INFO", run + ": " + reason, all);
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

  /** The last line of a call that ended as it should: it names the runs that were decided on. */
  void served(String message, Map<String, String> fields) {
    Set<RunKey> runs = call.get().runs();
    Map<String, String> all = new TreeMap<>(fields);
    if (runs.size() == 1) {
      all.putAll(fields(runs.iterator().next()));
    } else if (!runs.isEmpty()) {
      all.put("run_count", Integer.toString(runs.size()));
      all.put(
          "runs",
          runs.stream().limit(NAMED).map(RunKey::toString).collect(Collectors.joining(" ")));
    }
    write("INFO", message, all);
  }

  /** An event that was acknowledged because it would fail as often as it came. */
  void refusedEvent(String message, Optional<? extends Throwable> cause) {
    Map<String, String> fields = new TreeMap<>(Map.of("alarm", Alarm.REFUSED_EVENT.name()));
    cause.ifPresent(failure -> fields.put("stack_trace", trail(failure)));
    write("ERROR", message, fields);
  }

  /** Something that was refused and will not be asked for again. */
  void refused(String message) {
    write("WARNING", message, Map.of());
  }

  /** Something that failed and will be tried again by whoever asked. */
  void triedAgain(String message) {
    write("WARNING", message, Map.of("retry", "true"));
  }

  /** Something that is under way and will be looked at by the same event, delivered again. */
  void lookedAtAgain(String message) {
    write("INFO", message, Map.of("retry", "true"));
  }

  /** Something that nobody expected. */
  void failed(String message, Throwable cause) {
    write("ERROR", message, Map.of("stack_trace", trail(cause)));
  }

  private static String trail(Throwable cause) {
    var trail = new StringWriter();
    cause.printStackTrace(new PrintWriter(trail));
    return trail.toString();
  }

  private static Map<String, String> fields(RunKey run) {
    return Map.of("pipeline", run.pipeline().value(), "interval", run.interval());
  }

  private void write(String severity, String message, Map<String, ?> fields) {
    Map<String, Object> entry = new TreeMap<>(fields);
    entry.put("severity", severity);
    entry.put("message", message);
    call.get()
        .trace()
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
