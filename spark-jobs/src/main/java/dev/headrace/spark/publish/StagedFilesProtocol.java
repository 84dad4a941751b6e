package dev.headrace.spark.publish;

import dev.headrace.json.Json;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Commits a write without renaming, which object stores do by copying: each task attempt writes
 * under a name of its own, and the driver at last puts a list of the files that count. A file that
 * is not on the list, such as one of a failed task, does not exist.
 *
 * <p>The folder must belong to one attempt of one stage.
 */
public final class StagedFilesProtocol extends FileCommitProtocol implements Serializable {
  /** The list, beside the files: an array of names. */
  public static final String LIST = "_files.json";

  private final String path;
  private final ArrayList<String> written = new ArrayList<>();

  /** As Spark creates it, by reflection. */
  public StagedFilesProtocol(String jobId, String path) {
    this.path = path;
  }

  @Override
  public void setupJob(JobContext job) {}

  @Override
  public void commitJob(JobContext job, Seq<FileCommitProtocol.TaskCommitMessage> tasks) {
    List<String> names = new ArrayList<>();
    for (FileCommitProtocol.TaskCommitMessage task : CollectionConverters.asJava(tasks)) {
      names.addAll(((String) task.obj()).lines().toList());
    }
    names.sort(null);
    Path list = new Path(path, LIST);
    try (FSDataOutputStream out = list.getFileSystem(job.getConfiguration()).create(list, true)) {
      out.write(Json.bytes(names));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void abortJob(JobContext job) {}

  @Override
  public void setupTask(TaskAttemptContext task) {
    written.clear();
  }

  @Override
  @Deprecated
  public String newTaskTempFile(TaskAttemptContext task, Option<String> folder, String extension) {
    if (folder.isDefined()) {
      throw new UnsupportedOperationException("staged rows are not partitioned");
    }
    String name =
        String.format(
            "part-%05d-%d-%d%s",
            task.getTaskAttemptID().getTaskID().getId(),
            task.getTaskAttemptID().getId(),
            written.size(),
            extension);
    written.add(unique(name));
    return new Path(path, written.get(written.size() - 1)).toString();
  }

  /** A driver that is started again for the same attempt writes beside the files of the first. */
  private static String unique(String name) {
    return name.replaceFirst(
        "^part-", "part-" + UUID.randomUUID().toString().substring(0, 8) + "-");
  }

  @Override
  @Deprecated
  public String newTaskTempFileAbsPath(TaskAttemptContext task, String folder, String extension) {
    throw new UnsupportedOperationException("staged rows have one folder");
  }

  @Override
  public FileCommitProtocol.TaskCommitMessage commitTask(TaskAttemptContext task) {
    return new FileCommitProtocol.TaskCommitMessage(String.join("\n", written));
  }

  @Override
  public void abortTask(TaskAttemptContext task) {}

  /** The bytes of a list, as names. */
  public static List<String> names(byte[] list) {
    List<String> names = new ArrayList<>();
    Json.tree(list).forEach(name -> names.add(name.asText()));
    return names;
  }
}
