/** What every command stands on: options, answers, failures, exit codes. */
package dev.headrace.cli.command;
