/** The port to a job service. Imports {@code job}, {@code interval}, {@code pipeline}. */
package dev.headrace.runner;
