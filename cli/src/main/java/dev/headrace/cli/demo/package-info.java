/** The example on this machine, day by day, with one command. */
package dev.headrace.cli.demo;
