package dev.headrace.spark.read;

import dev.headrace.pipeline.Column;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.JobFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The first line of a CSV file names the declared columns, in order; case and spaces aside. */
record CsvHeader(Attempt attempt, List<Column> columns) implements FileForm.Check {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int FIRST_BYTES = 16 * 1024;

  @Override
  public void check(String uri) throws IOException {
    List<String> expected = columns.stream().map(Column::name).toList();
    String line = firstLine(uri);
    if (line == null) {
      throw JobFailure.data(
          uri + " is empty: its first line must name the columns " + joined(expected) + ".");
    }
    List<String> found =
        Arrays.stream(line.replace(BYTE_ORDER_MARK, "").split(",", -1))
            .map(CsvHeader::unquoted)
            .toList();
    List<String> faults = new HeaderFaults(expected, found).told();
    if (!faults.isEmpty()) {
      throw JobFailure.data(
          uri
              + ": the header does not match the declared columns: "
              + String.join("; ", faults)
              + ". Expected "
              + joined(expected)
              + "; found "
              + joined(found)
              + ".");
    }
  }

  private String firstLine(String uri) throws IOException {
    try (InputStream raw = attempt.files().open(uri);
        InputStream in = uri.endsWith(".gz") ? new GZIPInputStream(raw, FIRST_BYTES) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), FIRST_BYTES)) {
      return lines.readLine();
    }
  }

  private static String unquoted(String name) {
    String bare = name.strip();
    boolean quoted = bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"");
    return quoted ? bare.substring(1, bare.length() - 1) : bare;
  }

  private static String joined(List<String> names) {
    String all = String.join(", ", names);
    return all.length() <= 500 ? all : all.substring(0, 500) + "...";
  }
}
