/**
 * BigQuery on this machine: the REST API of datasets, tables, load jobs and query jobs over one
 * DuckDB file. The SQL of query jobs is DuckDB's.
 */
package dev.headrace.local.bigquery;
