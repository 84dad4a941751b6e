/** Runs classes of users' jars. */
package dev.headrace.spark.code;
