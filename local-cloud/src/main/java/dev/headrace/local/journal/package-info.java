/**
 * What must survive {@code kill -9}: the data folder, whole-file replacement and the append-only
 * journal.
 */
package dev.headrace.local.journal;
