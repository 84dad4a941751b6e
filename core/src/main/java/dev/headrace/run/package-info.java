/**
 * What a run is and every rule by which it moves: pure values and pure functions, no clock, no I/O.
 * Imports {@code json}, {@code pipeline}, {@code interval} and {@code job}.
 */
package dev.headrace.run;
