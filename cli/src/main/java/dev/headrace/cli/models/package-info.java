/** Models in the lake: their versions, and the log of which one led. */
package dev.headrace.cli.models;
