package dev.headrace.definition;

/** A value that was read, and where it stands. */
record Found<T>(T value, Place place) {}
