package dev.headrace.pipeline;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Delta table in the lake.
 *
 * @param path below the lake bucket, such as {@code tables/flights}
 * @param intervalColumn the column that holds the key of the interval a row belongs to; the table
 *     is partitioned by it
 * @param maxQuarantineShare the share of rows in quarantine, 0 to 1, above which an attempt fails
 * @param measures SQL aggregates over the rows of an interval, kept with the run: name to
 *     expression
 */
public record Table(
    TableName name,
    String path,
    List<Column> columns,
    String intervalColumn,
    List<Expectation> expect,
    double maxQuarantineShare,
    SortedMap<String, String> measures) {

  public Table {
    columns = List.copyOf(columns);
    expect = List.copyOf(expect);
    measures = Collections.unmodifiableSortedMap(new TreeMap<>(measures));
  }
}
