package dev.headrace.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Whole objects by address.
 *
 * <p>{@link #create} is the one conditional write. On {@code gs:} the connector sends it with
 * {@code ifGenerationMatch=0}, so that of racing writers exactly one wins. On {@code file:}
 * Hadoop's own check is not atomic; there a finished temporary file is linked to its name, which
 * is.
 */
public final class LakeFiles {
  private final Configuration settings;

  public LakeFiles(Configuration settings) {
    this.settings = settings;
  }

  /** What became of {@link #create}. */
  public enum Created {
    CREATED,
    /** An object was there, and is unchanged. */
    EXISTED
  }

  /** The bytes of an object; empty when there is none. An outage is an exception. */
  public Optional<byte[]> read(String uri) throws IOException {
    try (InputStream in = open(uri)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * The bytes of an object that must be there.
   *
   * @throws FileNotFoundException when it is not
   */
  public byte[] require(String uri) throws IOException {
    return read(uri).orElseThrow(() -> new FileNotFoundException(uri + " does not exist"));
  }

  /** A stream over an object; the caller closes it. */
  public InputStream open(String uri) throws IOException {
    Path path = new Path(uri);
    return system(path).open(path);
  }

  /** Puts an object where none is; changes nothing where one is. */
  public Created create(String uri, byte[] bytes) throws IOException {
    Path path = new Path(uri);
    FileSystem system = system(path);
    if ("file".equals(system.getScheme())) {
      return LinkedFile.create(java.nio.file.Path.of(path.toUri().getPath()), bytes);
    }
    try (FSDataOutputStream out = system.create(path, false)) {
      out.write(bytes);
    } catch (FileAlreadyExistsException e) {
      return Created.EXISTED;
    } catch (IOException e) {
      return afterDoubt(uri, bytes, e);
    }
    return Created.CREATED;
  }

  /** Puts an object, whatever was there. */
  public void put(String uri, byte[] bytes) throws IOException {
    Path path = new Path(uri);
    try (FSDataOutputStream out = system(path).create(path, true)) {
      out.write(bytes);
    }
  }

  /** The names of the objects right below a folder, sorted; none when there is no folder. */
  public List<String> names(String folder) throws IOException {
    Path path = new Path(folder);
    try {
      List<String> names = new ArrayList<>();
      for (FileStatus status : system(path).listStatus(path)) {
        names.add(status.getPath().getName());
      }
      names.sort(null);
      return names;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** A lost race and a lost answer look alike: what stands there now decides. */
  private Created afterDoubt(String uri, byte[] bytes, IOException doubt) throws IOException {
    Optional<byte[]> found = read(uri);
    if (found.isEmpty()) {
      throw doubt;
    }
    return Arrays.equals(found.get(), bytes) ? Created.CREATED : Created.EXISTED;
  }

  private FileSystem system(Path path) throws IOException {
    return path.getFileSystem(settings);
  }
}
