/** The JVM's side of {@code headrace_stage.py}. */
package dev.headrace.spark.python;
