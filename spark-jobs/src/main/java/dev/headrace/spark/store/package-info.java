/** Whole small objects in the lake, through Hadoop's file system. */
package dev.headrace.spark.store;
