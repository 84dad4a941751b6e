package dev.headrace.spark.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
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

  /**
   * The rows of these intervals and their size, without a replay of the log.
   *
   * @return empty where the files of that version are not listed
   */
  public Optional<ListedRows> rows(long version, String intervalColumn, Set<String> keys) {
    return FileList.of(log.unsafeVolatileSnapshot(), intervalColumn)
        .filter(list -> list.snapshot().version() == version)
        .map(list -> rows(list.snapshot(), list.of(keys)));
  }

  private ListedRows rows(Snapshot snapshot, List<AddFile> files) {
    return new ListedRows(
        log.createDataFrame(
            snapshot, CollectionConverters.asScala(files).toSeq(), false, Option.empty()),
        FileList.bytes(files));
  }

  /**
   * The rows of some intervals, and perhaps of no other.
   *
   * @param bytes the size of their files
   */
  public record ListedRows(Dataset<Row> rows, long bytes) {}

  /**
   * Replaces an interval in one commit, without a replay of the log, unless the fence or a later
   * one is recorded: then nothing is written, as when Delta finds it.
   *
   * @return whether it could be decided so; false where the files are not listed, and nothing is
   *     done
   * @throws java.util.ConcurrentModificationException when somebody else published the interval
   * @throws IllegalArgumentException when there are rows of another interval
   */
  boolean replace(IntervalTable table, Dataset<Row> rows, String key, Fence fence) {
    OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
    Optional<FileList> list = FileList.of(transaction.snapshot(), table.intervalColumn());
    if (list.isEmpty() || list.get().hasRecorded(fence)) {
      return list.isPresent();
    }
    // What Delta notes when it is asked for a transaction: another one of the same application that
    // is committed after this version is a conflict.
    transaction.readTxn().addOne(fence.application());
    List<FileAction> written = CollectionConverters.asJava(transaction.writeFiles(rows));
    list.get().requireOnly(key, written);
    List<Action> actions = new ArrayList<>(written);
    list.get().of(Set.of(key)).forEach(file -> actions.add(file.remove()));
    actions.add(
        new SetTransaction(
            fence.application(), fence.version(), Option.apply(System.currentTimeMillis())));
    transaction.commit(CollectionConverters.asScala(actions).toSeq(), overwrite(table, key, fence));
    return true;
  }

  private static DeltaOperations.Write overwrite(IntervalTable table, String key, Fence fence) {
    return new DeltaOperations.Write(
        SaveMode.Overwrite,
        Option.apply(CollectionConverters.asScala(List.of(table.intervalColumn())).toSeq()),
        Option.apply(table.interval(key)),
        Option.apply(fence.by()),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
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
