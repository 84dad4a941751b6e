/** Why a job fails, in words for people. */
package dev.headrace.spark.failure;
