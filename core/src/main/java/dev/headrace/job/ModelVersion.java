package dev.headrace.job;

/**
 * A version of a model, as a pointer log entry names it.
 *
 * @param version {@code 20010108T050000Z-9f3a1c2e}: interval end in UTC and the content's hash
 * @param seq the number of the entry in the alias' pointer log
 * @param manifestSha256 of its {@code model.json}
 */
public record ModelVersion(String version, long seq, String manifestSha256) {}
