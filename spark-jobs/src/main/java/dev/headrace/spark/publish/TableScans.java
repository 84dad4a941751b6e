package dev.headrace.spark.publish;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.delta.files.TahoeFileIndex;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Counts what the scans of an executed plan gave, without another pass over the data. */
final class TableScans {
  private final Map<String, Long> mostByTable = new HashMap<>();

  private TableScans() {}

  /** Of each Delta table the most rows that one of its scans gave, summed. */
  static long rows(SparkPlan executed) {
    TableScans scans = new TableScans();
    scans.visit(executed);
    return scans.mostByTable.values().stream().mapToLong(Long::longValue).sum();
  }

  private void visit(SparkPlan plan) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      visit(adaptive.executedPlan());
    } else if (plan instanceof QueryStageExec stage) {
      visit(stage.plan());
    } else if (plan instanceof FileSourceScanExec scan) {
      count(scan);
    }
    CollectionConverters.asJava(plan.children()).forEach(this::visit);
  }

  private void count(FileSourceScanExec scan) {
    Option<SQLMetric> rows = scan.metrics().get("numOutputRows");
    if (rows.isDefined() && scan.relation().location() instanceof TahoeFileIndex table) {
      mostByTable.merge(table.path().toString(), rows.get().value(), Math::max);
    }
  }
}
