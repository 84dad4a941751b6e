package dev.headrace.spark.python;

import dev.headrace.job.ErrorClass;
import dev.headrace.spark.failure.JobFailure;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trace that Python prints of an error. */
final class PythonTrace {
  private static final Pattern BEGIN = Pattern.compile("Traceback \\(most recent call last\\):");
  private static final Pattern FRAME = Pattern.compile(" *File \"([^\"]*)\", line (\\d+).*");
  private static final Pattern ERROR = Pattern.compile("[A-Za-z_][\\w.]*(: .*)?");

  private PythonTrace() {}

  /** The failure of a function of the script that a worker ran, if that is what was thrown. */
  static Optional<JobFailure> of(Throwable thrown, String script) {
    for (Throwable one = thrown; one != null; one = one.getCause()) {
      String message = String.valueOf(one.getMessage());
      if (one.getClass().getName().equals("org.apache.spark.api.python.PythonException")
          && BEGIN.matcher(message).find()) {
        return Optional.of(failure(message, script));
      }
    }
    return Optional.empty();
  }

  private static JobFailure failure(String message, String script) {
    List<String> lines = message.lines().toList();
    String place = script;
    String error = "";
    for (String line : lines) {
      Matcher frame = FRAME.matcher(line);
      if (frame.matches() && frame.group(1).endsWith(script)) {
        place = script + ":" + frame.group(2);
      } else if (ERROR.matcher(line).matches()) {
        error = line;
      }
    }
    return new JobFailure(ErrorClass.USER, place + ": " + error, message);
  }
}
