package dev.headrace.spark.publish;

import dev.headrace.job.AttemptId;

/**
 * What orders the attempts that publish one interval of one table.
 *
 * @param application {@code <table>/<interval>}
 * @param version higher for a later epoch, then for a later attempt
 * @param by the attempt, kept in the commit
 */
record Fence(String application, long version, String by) {
  static Fence of(String table, AttemptId attempt) {
    return new Fence(
        table + "/" + attempt.interval(), attempt.transactionVersion(), attempt.path());
  }
}
