/**
 * Tells functions of changes of objects, as Eventarc does: at least once, in no order, tried again
 * for a day. What is to be told lies in the journal of the storage, beside the writes themselves.
 */
package dev.headrace.local.events;
