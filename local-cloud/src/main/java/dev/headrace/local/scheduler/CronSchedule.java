package dev.headrace.local.scheduler;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** A five-field cron expression in a zone; where both day fields are given, either may match. */
final class CronSchedule {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;

  private CronSchedule(ExecutionTime times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  /**
   * Reads an expression.
   *
   * @param zone the name of a zone; empty is UTC
   * @throws IllegalArgumentException when either cannot be read; the message says why
   */
  static CronSchedule parse(String expression, String zone) {
    try {
      Cron cron = PARSER.parse(expression);
      return new CronSchedule(
          ExecutionTime.forCron(cron), zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone));
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException("\"" + zone + "\" is no time zone", unknown);
    }
  }

  /** The first time after this one; empty if there is none. */
  Optional<Instant> after(Instant instant) {
    return times.nextExecution(instant.atZone(zone)).map(next -> next.toInstant());
  }
}
