package dev.headrace.spark.audit;

import java.util.SortedMap;

/**
 * Numbers of rows of one write.
 *
 * @param good rows to publish
 * @param sent rows to quarantine
 * @param strangers good rows of another interval
 * @param broken by expectation
 * @param nulls good rows without a value, by column that is declared not null
 */
public record Counts(
    long good,
    long sent,
    long strangers,
    SortedMap<String, Long> broken,
    SortedMap<String, Long> nulls) {}
