package dev.headrace.spark.publish;

import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** What the log of a Delta table says now. */
public final class DeltaTableLog {
  private final DeltaLog log;

  public DeltaTableLog(SparkSession spark, String uri) {
    this.log = DeltaLog.forTable(spark, uri);
  }

  /** The newest version; empty when there is no table. */
  public OptionalLong version() {
    long version = now().version();
    return version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
  }

  /** The columns of the newest version. */
  public StructType schema() {
    return log.unsafeVolatileSnapshot().schema();
  }

  /** The columns that partition the newest version. */
  public scala.collection.immutable.Seq<String> partitionColumns() {
    return log.unsafeVolatileSnapshot().metadata().partitionColumns();
  }

  /** The transaction that an application recorded last, read anew. */
  public OptionalLong transaction(String application) {
    Option<Object> recorded = now().transactions().get(application);
    return recorded.isEmpty() ? OptionalLong.empty() : OptionalLong.of((Long) recorded.get());
  }

  /** How many bytes that many intervals hold, about: one data file per interval is the usual. */
  public long estimatedBytes(int intervals) {
    Snapshot snapshot = log.unsafeVolatileSnapshot();
    return snapshot.sizeInBytes() / Math.max(1, snapshot.numOfFiles()) * intervals;
  }

  private Snapshot now() {
    return log.update(false, Option.empty(), Option.empty());
  }
}
