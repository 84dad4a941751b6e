package dev.headrace.functions.scheduler;

import dev.headrace.pipeline.Schedule;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * When Cloud Scheduler ticks for a schedule.
 *
 * @param cron five fields
 * @param timeZone the name of a zone: Scheduler knows no offsets
 */
public record CronLine(String cron, String timeZone) {

  /** The ticks of a schedule. */
  public static CronLine of(Schedule schedule) {
    return new CronLine(cron(schedule), zone(schedule.zone()));
  }

  private static String cron(Schedule schedule) {
    LocalTime at = schedule.at();
    String minuteAndHour = at.getMinute() + " " + at.getHour();
    return switch (schedule.every()) {
      case HOUR -> at.getMinute() + " * * * *";
      case DAY -> minuteAndHour + " * * *";
      case WEEK -> minuteAndHour + " * * 1";
      case MONTH -> minuteAndHour + " 1 * *";
    };
  }

  private static String zone(ZoneId zone) {
    return zone.normalized().equals(ZoneOffset.UTC) ? "Etc/UTC" : zone.getId();
  }
}
