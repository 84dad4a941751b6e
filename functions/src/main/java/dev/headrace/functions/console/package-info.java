/**
 * The console: read-only pages and the same as JSON. Imports {@code core}; knows neither the cloud
 * nor the function host.
 *
 * <p>Every page is a {@link dev.headrace.functions.console.View}: data that {@link
 * dev.headrace.functions.console.Facts} reads, that a template shows and that the API writes as it
 * is.
 */
package dev.headrace.functions.console;
