/** Text for people: lines, colours, tables, wording. Imports nothing of Headrace. */
package dev.headrace.cli.terminal;
