/** One HTTP server on the loopback for all local APIs, and the few words they share. */
package dev.headrace.local.http;
