package dev.headrace.cli.demo;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The days of the example, in order, each with the files that land for it.
 *
 * @param days oldest first
 */
record Days(List<Day> days) {
  Days {
    days = List.copyOf(days);
  }

  /**
   * A day of the example.
   *
   * @param due when its interval falls due
   * @param files what lands for it
   */
  record Day(Interval interval, Instant due, List<Path> files) {
    Day {
      files = List.copyOf(files);
    }

    String key() {
      return interval.key();
    }
  }

  /** The folders of {@code landing/} whose names are intervals of the pipeline. */
  static Days of(Pipeline pipeline, Path landing, int most) {
    Schedule schedule = pipeline.schedule().orElseThrow();
    Calendar calendar = Calendar.of(schedule);
    try (Stream<Path> folders = Files.list(landing)) {
      return new Days(
          folders
              .filter(Files::isDirectory)
              .sorted()
              .flatMap(folder -> calendar.parse(folder.getFileName().toString()).stream())
              .limit(most)
              .map(interval -> day(schedule, interval, landing.resolve(interval.key())))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Day day(Schedule schedule, Interval interval, Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return new Day(
          interval, Calendar.due(schedule, interval).orElseThrow(), files.sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
