package dev.headrace.engine;

import dev.headrace.interval.Interval;
import dev.headrace.job.FileVersion;
import dev.headrace.pipeline.FilePattern;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.InputReport;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds what has landed for an interval: a pure function of a listing. */
final class Inputs {
  private final ObjectStore landing;
  private final Places places;

  Inputs(ObjectStore landing, Places places) {
    this.landing = landing;
    this.places = places;
  }

  /** A fresh listing of every input of the pipeline: one per input. */
  SortedMap<String, InputReport> look(Pipeline pipeline, Interval interval) {
    SortedMap<String, InputReport> reports = new TreeMap<>();
    pipeline.inputs().forEach((name, input) -> reports.put(name, look(input, interval)));
    return reports;
  }

  private InputReport look(Input input, Interval interval) {
    String folder = input.files().folder(interval.key());
    List<Listed> listed = landing.list(folder);
    List<FileVersion> files =
        listed.stream()
            .filter(o -> input.files().matchesFile(o.name().substring(folder.length())))
            .map(o -> new FileVersion(places.landed(o.name()), o.generation(), o.size()))
            .toList();
    return new InputReport(files, missing(input, folder, listed, files.size()));
  }

  private List<String> missing(Input input, String folder, List<Listed> listed, int files) {
    List<String> missing = new ArrayList<>();
    int wanted = input.complete().count().orElse(1);
    if (files < wanted) {
      String pattern = places.landed(folder + lastPart(input.files()));
      missing.add(wanted == 1 ? pattern : pattern + " (" + files + " of " + wanted + ")");
    }
    input
        .complete()
        .marker()
        .map(marker -> folder + marker)
        .filter(marker -> listed.stream().noneMatch(o -> o.name().equals(marker)))
        .ifPresent(marker -> missing.add(places.landed(marker)));
    return missing;
  }

  private static String lastPart(FilePattern pattern) {
    return pattern.value().substring(pattern.value().lastIndexOf('/') + 1);
  }
}
