/** Commands that show runs, say why they stand where they stand, and move them. */
package dev.headrace.cli.runs;
