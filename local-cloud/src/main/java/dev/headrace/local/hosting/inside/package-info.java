/**
 * What runs inside the functions' class loader: the invoker's handlers on a Jetty that listens on
 * loopback only, and the settings and the clock that are handed to the functions.
 */
package dev.headrace.local.hosting.inside;
