package dev.headrace.store;

import java.time.Instant;

/**
 * An object in a listing.
 *
 * @param size in bytes
 * @param updated when it was last written, by the store's clock
 */
public record Listed(String name, long generation, long size, Instant updated) {}
