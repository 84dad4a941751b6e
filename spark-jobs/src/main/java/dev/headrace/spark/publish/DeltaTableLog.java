package dev.headrace.spark.publish;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

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

  /**
   * Makes the table, without rows, unless there is one.
   *
   * <p>Delta's own {@code CREATE TABLE IF NOT EXISTS} takes any file in the folder for a table, and
   * then misses it: so what another driver is about to commit, or was killed before it committed,
   * would be an error. A transaction on the log decides by versions alone.
   *
   * @throws java.util.ConcurrentModificationException when somebody else made it in between
   */
  void create(StructType columns, String partitionedBy, Map<String, String> properties) {
    OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
    if (transaction.readVersion() >= 0) {
      return;
    }
    Metadata table =
        new Metadata(
            UUID.randomUUID().toString(),
            null,
            null,
            new Format("parquet", immutable(Map.of())),
            columns.json(),
            CollectionConverters.asScala(List.of(partitionedBy)).toSeq(),
            immutable(properties),
            Option.apply(System.currentTimeMillis()));
    transaction.updateMetadataForNewTable(table);
    transaction.commit(
        CollectionConverters.asScala(List.<Action>of()).toSeq(),
        new DeltaOperations.CreateTable(transaction.metadata(), false, false, Option.empty()));
  }

  private static scala.collection.immutable.Map<String, String> immutable(Map<String, String> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
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
