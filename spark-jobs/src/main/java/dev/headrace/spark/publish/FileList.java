package dev.headrace.spark.publish;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files and the fences of one version of a table, as Delta lists them in the checksum file of
 * that version. Without such a list Delta replays the log, in Spark jobs that take longer than the
 * rows of a small interval.
 */
final class FileList {
  private final Snapshot snapshot;
  private final String intervalColumn;
  private final List<AddFile> files;
  private final List<SetTransaction> fences;

  private FileList(
      Snapshot snapshot, String intervalColumn, List<AddFile> files, List<SetTransaction> fences) {
    this.snapshot = snapshot;
    this.intervalColumn = intervalColumn;
    this.files = files;
    this.fences = fences;
  }

  /**
   * The list of a version.
   *
   * @return empty where there is none, as after a commit by other software or with many files; and
   *     where the files alone do not say which rows an interval has
   */
  static Optional<FileList> of(Snapshot snapshot, String intervalColumn) {
    Option<VersionChecksum> checksum = snapshot.checksumOpt();
    if (checksum.isEmpty()
        || checksum.get().allFiles().isEmpty()
        || checksum.get().setTransactions().isEmpty()
        || !isPlain(snapshot.protocol())
        || !partitions(snapshot).equals(List.of(intervalColumn))) {
      return Optional.empty();
    }
    FileList list =
        new FileList(
            snapshot,
            intervalColumn,
            CollectionConverters.asJava(checksum.get().allFiles().get()),
            CollectionConverters.asJava(checksum.get().setTransactions().get()));
    return Optional.of(list).filter(found -> found.agreesWith(checksum.get()));
  }

  /**
   * Neither deleted rows within files nor columns of other names, change feeds or constraints: all
   * of these are features of higher versions of the protocol.
   */
  private static boolean isPlain(Protocol protocol) {
    return protocol.minReaderVersion() == 1 && protocol.minWriterVersion() <= 2;
  }

  private static List<String> partitions(Snapshot snapshot) {
    return CollectionConverters.asJava(snapshot.metadata().partitionColumns());
  }

  private boolean agreesWith(VersionChecksum checksum) {
    return files.size() == checksum.numFiles() && bytes(files) == checksum.tableSizeBytes();
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** The files with the rows of these intervals. */
  List<AddFile> of(Set<String> keys) {
    return files.stream().filter(file -> keys.contains(key(file))).toList();
  }

  /** Written as text in the log: a date as Java does. */
  private String key(FileAction file) {
    Option<String> value = file.partitionValues().get(intervalColumn);
    return value.isEmpty() || value.get() == null ? "" : value.get();
  }

  /**
   * Refuses rows of another interval, as Delta's writer does by {@code replaceWhere}.
   *
   * @throws IllegalArgumentException when one of the files has such rows
   */
  void requireOnly(String key, List<? extends FileAction> written) {
    for (FileAction file : written) {
      if (!key(file).equals(key)) {
        throw new IllegalArgumentException(
            "rows of interval " + key(file) + " cannot be published as interval " + key);
      }
    }
  }

  /** Whether the application has recorded that version, or a higher one. */
  boolean hasRecorded(Fence fence) {
    return fences.stream()
        .anyMatch(
            recorded ->
                recorded.appId().equals(fence.application())
                    && recorded.version() >= fence.version());
  }

  static long bytes(List<AddFile> files) {
    return files.stream().mapToLong(AddFile::size).sum();
  }
}
