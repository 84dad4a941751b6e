/** BigQuery load jobs behind the port {@code dev.headrace.runner}. */
package dev.headrace.functions.bigquery;
