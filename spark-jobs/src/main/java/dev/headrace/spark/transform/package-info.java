/**
 * What a stage in one's own code is written against: {@link
 * dev.headrace.spark.transform.Transform}.
 *
 * <p>Compile against {@code dev.headrace:headrace-spark-jobs} with scope {@code provided}, as
 * against Spark itself: both are there where the stage runs. Nothing outside this package, Spark
 * and {@link dev.headrace.interval.Interval} is meant for others.
 */
package dev.headrace.spark.transform;
