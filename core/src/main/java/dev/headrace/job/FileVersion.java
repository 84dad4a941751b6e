package dev.headrace.job;

/**
 * One object at one generation.
 *
 * @param uri {@code gs://bucket/name}
 */
public record FileVersion(String uri, long generation, long bytes) {}
