package dev.headrace.store;

/** An object as it was read: its content at its generation. */
public record StoredObject(String name, long generation, Content content) {}
