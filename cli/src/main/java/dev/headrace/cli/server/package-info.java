/** The local cloud as a process of its own: how it is started, found and stopped. */
package dev.headrace.cli.server;
