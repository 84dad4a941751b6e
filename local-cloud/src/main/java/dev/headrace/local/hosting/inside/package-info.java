/**
 * What runs inside the invoker's class loader: its handlers on a Jetty that listens on loopback
 * only.
 */
package dev.headrace.local.hosting.inside;
