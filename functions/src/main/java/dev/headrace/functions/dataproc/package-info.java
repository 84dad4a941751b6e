/** Dataproc serverless batches behind the port {@code dev.headrace.runner}. */
package dev.headrace.functions.dataproc;
