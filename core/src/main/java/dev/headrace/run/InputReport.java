package dev.headrace.run;

import dev.headrace.job.FileVersion;
import java.util.List;

/**
 * What a listing of an input's folder found.
 *
 * @param files the files of the interval, in the order of their names
 * @param missing what is still awaited, as people name it: {@code gs://landing/.../_SUCCESS}; empty
 *     when the input is complete
 */
public record InputReport(List<FileVersion> files, List<String> missing) {
  public InputReport {
    files = List.copyOf(files);
    missing = List.copyOf(missing);
  }

  /** Whether everything that was asked for is there. */
  public boolean complete() {
    return missing.isEmpty();
  }
}
