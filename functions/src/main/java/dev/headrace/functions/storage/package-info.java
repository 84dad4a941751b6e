/** Cloud Storage behind the port {@code dev.headrace.store}. */
package dev.headrace.functions.storage;
