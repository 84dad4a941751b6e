/** The command {@code headrace}: wires the commands together. */
package dev.headrace.cli;
