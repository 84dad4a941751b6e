/**
 * Hosts the deployed functions in this JVM, through the functions framework's own invoker, behind a
 * class loader of their own: what runs here is the jar that runs on Google Cloud.
 */
package dev.headrace.local.hosting;
