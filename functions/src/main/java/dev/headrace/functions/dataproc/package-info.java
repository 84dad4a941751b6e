/** Dataproc, serverless and on clusters, behind the port {@code dev.headrace.runner}. */
package dev.headrace.functions.dataproc;
