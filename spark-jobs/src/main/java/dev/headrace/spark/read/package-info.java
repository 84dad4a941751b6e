/** Inputs as views: landed files by declared columns, tables at a version. */
package dev.headrace.spark.read;
