/** Snapshots to learn from, the store of versions, the gates, scoring. */
package dev.headrace.spark.model;
