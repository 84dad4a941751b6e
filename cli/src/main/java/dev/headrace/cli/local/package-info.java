/** Commands on the local cloud of this machine, and on what the machine has. */
package dev.headrace.cli.local;
