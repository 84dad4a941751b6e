package dev.headrace.pipeline;

/**
 * A column of a table or of landed files.
 *
 * @param type a Spark SQL type, such as {@code int}, {@code string}, {@code timestamp}, {@code
 *     decimal(10,2)}
 */
public record Column(String name, String type, boolean nullable, String description) {}
