/**
 * The product from end to end: real functions and real Spark jobs, as they are deployed, in a local
 * cloud in this JVM. Nothing here looks into the product: what happened is read from the buckets,
 * from the job service and from the engine that the command asks.
 */
package dev.headrace.acceptance;
