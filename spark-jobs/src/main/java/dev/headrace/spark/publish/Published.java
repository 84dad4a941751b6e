package dev.headrace.spark.publish;

import dev.headrace.job.Outcome;

/**
 * What became of a commit.
 *
 * @param superseded a later attempt had published: this one changed nothing
 * @param version of the table, as this attempt left it or found it
 */
public record Published(boolean superseded, Outcome.TableVersion version) {}
