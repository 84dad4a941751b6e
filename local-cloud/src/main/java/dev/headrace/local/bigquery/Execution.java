package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a job did.
 *
 * @param statistics of its kind
 * @param result where the rows of a query are
 */
record Execution(ObjectNode statistics, Optional<TableName> result) {}
