/**
 * The entry points with the settings and the clock of the local cloud: loaded beside the functions,
 * in their class loader.
 */
package dev.headrace.local.hosting.handed;
