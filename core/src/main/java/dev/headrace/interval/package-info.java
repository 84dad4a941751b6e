/** Interval maths: keys, bounds and due times. Imports {@code pipeline}. */
package dev.headrace.interval;
