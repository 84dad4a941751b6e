/**
 * The contract between the engine and what runs on a job service: ids, the job spec, the outcome.
 * Imports {@code pipeline} and {@code interval}.
 */
package dev.headrace.job;
