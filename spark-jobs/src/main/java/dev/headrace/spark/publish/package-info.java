/** From staged rows to one Delta commit that a late attempt cannot undo. */
package dev.headrace.spark.publish;
