/** Dataproc's batches: the REST API, what is journalled of it, and the queue before the drivers. */
package dev.headrace.local.dataproc;
