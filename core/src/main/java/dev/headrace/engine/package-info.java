/**
 * The loop that loads a run, decides, commits and then sends; and what starts it: ticks, arrivals,
 * outcomes, reconciliation. All I/O goes through the ports. Imports every other package of core.
 */
package dev.headrace.engine;
