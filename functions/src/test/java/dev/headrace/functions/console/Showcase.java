package dev.headrace.functions.console;

import dev.headrace.job.ErrorClass;
import dev.headrace.run.RunState;
import dev.headrace.run.StageState;
import java.io.IOException;
import java.time.LocalDate;

/** Four weeks of flights with something of everything, for eyes and for browsers. */
final class Showcase {
  private Showcase() {}

  /** Serves it until the process ends: {@code Showcase 8080}. */
  public static void main(String[] args) throws IOException {
    LoopbackSite site = new LoopbackSite(world().console, Integer.parseInt(args[0]));
    System.out.println(site.address());
  }

  static ConsoleWorld world() {
    ConsoleWorld world = new ConsoleWorld().deployed("flights.yaml").deployed("weather.yaml");
    for (int day = 1; day <= 28; day++) {
      add(world, LocalDate.of(2001, 1, day).toString());
    }
    world.engine.deployments().pause(new dev.headrace.pipeline.PipelineName("weather"), true);
    return world;
  }

  private static void add(ConsoleWorld world, String day) {
    switch (day) {
      case "2001-01-05" ->
          world.with(
              RunSample.of(day)
                  .landed()
                  .succeededAtLast(RunSample.CLEAN)
                  .daily()
                  .ended(RunState.SUCCEEDED));
      case "2001-01-09" -> world.with(RunSample.in(RunState.SKIPPED, day));
      case "2001-01-12" -> world.with(RunSample.in(RunState.CANCELLED, day));
      case "2001-01-16" -> world.withDocument("flights/" + day, "{\"schema\": 1,");
      case "2001-01-19" ->
          world.with(
              RunSample.of(day)
                  .epoch(2)
                  .landed()
                  .warned("gs://landing/flights/2001-01-19/flights-01.csv.gz arrived late")
                  .succeeded(RunSample.CLEAN, 66)
                  .daily()
                  .ended(RunState.SUCCEEDED));
      case "2001-01-23" -> world.with(RunSample.in(RunState.FAILED, day));
      case "2001-01-24" -> world.with(RunSample.in(RunState.CANCELLING, day));
      case "2001-01-25" ->
          world.with(
              RunSample.of(day)
                  .landed()
                  .failed(
                      RunSample.CLEAN,
                      31,
                      ErrorClass.USER,
                      "[UNRESOLVED_COLUMN] A column with the name `delay_minutes` cannot be"
                          + " resolved")
                  .rest(StageState.WAITING, "")
                  .as(
                      RunState.FAILED,
                      "clean failed: [UNRESOLVED_COLUMN] A column with the name `delay_minutes`"
                          + " cannot be resolved"));
      case "2001-01-26" ->
          world.with(
              RunSample.of(day)
                  .landed()
                  .retrying(RunSample.CLEAN)
                  .rest(StageState.WAITING, "")
                  .as(RunState.RUNNING, "started"));
      case "2001-01-27" -> world.with(RunSample.in(RunState.RUNNING, day));
      case "2001-01-28" ->
          world
              .with(RunSample.in(RunState.WAITING, day))
              .landed("flights/" + day + "/flights-00.csv.gz");
      case "2001-01-07", "2001-01-14", "2001-01-21" ->
          world.with(
              RunSample.of(day)
                  .landed()
                  .succeeded(RunSample.CLEAN, 71)
                  .weekly(!day.endsWith("14"))
                  .ended(RunState.SUCCEEDED));
      default -> world.with(RunSample.in(RunState.SUCCEEDED, day));
    }
  }
}
