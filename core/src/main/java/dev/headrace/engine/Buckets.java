package dev.headrace.engine;

import dev.headrace.store.ObjectStore;

/** The buckets that the engine itself reads and writes. */
public record Buckets(
    ObjectStore landing, ObjectStore lake, ObjectStore control, ObjectStore outcomes) {}
