/**
 * What runs the code of a batch: the Spark process with its job loop, the Python process, and the
 * parent's side of both.
 *
 * <p>{@link dev.headrace.local.driver.SparkDriver} and what it uses run in a process of their own,
 * with Spark's class path: they import the JDK, Spark and Jackson, nothing else of the local cloud.
 */
package dev.headrace.local.driver;
