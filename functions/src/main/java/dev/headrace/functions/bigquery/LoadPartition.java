package dev.headrace.functions.bigquery;

import com.google.api.services.bigquery.model.TimePartitioning;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.JobWork;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Column;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The one partition of a BigQuery table that an interval is. Pure.
 *
 * <p>A date column tells the partition by itself. Any other is text, so the load says where rows
 * go: the table is partitioned by the time of ingestion, which a load into a partition sets.
 */
final class LoadPartition {
  private LoadPartition() {}

  /** How the table is partitioned. */
  static TimePartitioning of(JobWork.Load load) {
    TimePartitioning partitioning = new TimePartitioning().setType(unit(load.cadence()));
    return isDate(load) ? partitioning.setField(load.intervalColumn()) : partitioning;
  }

  private static String unit(Cadence cadence) {
    return switch (cadence) {
      case HOUR -> "HOUR";
      // A week is the partition of its first day.
      case DAY, WEEK -> "DAY";
      case MONTH -> "MONTH";
    };
  }

  /** What follows the {@code $} for an interval: {@code 20010514}, {@code 2001051413}. */
  static String decorator(JobWork.Load load, Interval interval) {
    return switch (load.cadence()) {
      case HOUR, DAY, MONTH -> interval.key().replaceAll("[^0-9]", "");
      case WEEK -> firstDay(interval).toString().replace("-", "");
    };
  }

  private static LocalDate firstDay(Interval week) {
    return new Calendar(Cadence.WEEK, ZoneOffset.UTC)
        .parse(week.key())
        .orElseThrow()
        .start()
        .atZone(ZoneOffset.UTC)
        .toLocalDate();
  }

  static boolean isDate(JobWork.Load load) {
    return load.columns().stream()
        .filter(column -> column.name().equals(load.intervalColumn()))
        .map(Column::type)
        .anyMatch("date"::equals);
  }
}
