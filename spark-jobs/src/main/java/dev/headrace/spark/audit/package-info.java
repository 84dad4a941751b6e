/** What must hold of rows before anybody sees them. */
package dev.headrace.spark.audit;
