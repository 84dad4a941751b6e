/** Work that a benchmark compares Headrace's own with. */
package dev.headrace.benchmarks;
