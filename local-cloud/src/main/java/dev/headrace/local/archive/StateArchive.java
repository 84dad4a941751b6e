package dev.headrace.local.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.local.journal.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Carries the whole state of a local cloud that does not run: objects, events, batches, schedules
 * and the clock, to one file that ends in {@code .zip}, or to a folder, and back.
 *
 * <p>Either all of it is there afterwards or nothing: it is written beside its place, checked, and
 * gets its name in one step.
 */
public final class StateArchive {
  private static final String SCHEMA = "headrace.local-state/1";

  // One line for the form, then one for each file, as sha256sum writes them.
  private static final String MANIFEST = "manifest.txt";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}(.+)");
  private static final String ZIP = ".zip";

  // What a start makes anew, or what is only true of the process that runs.
  private static final Pattern PASSING =
      Pattern.compile(
          "lock|endpoints\\.json.*|log(/.*)?|.*\\.(next|new)"
              + "|dataproc/(code|python|spark-[^/]*)(/.*)?");

  // What a local cloud leaves that was stopped before it had any state.
  private static final Set<String> LEFTOVERS = Set.of("lock", "ports", "log");

  private StateArchive() {}

  /** How much was carried. */
  public record Carried(int files, long bytes) {}

  /**
   * Writes the state in {@code folder} to {@code target}.
   *
   * @throws IOException if a local cloud runs over the folder, there is no state in it, or there is
   *     something at the target
   */
  public static Carried write(Path folder, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new IOException(target + " is there already.");
    }
    if (!hasState(folder)) {
      throw new IOException("There is no state in " + folder + ".");
    }
    Path absolute = target.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path unfinished = beside(absolute);
    try (DataFolder held = DataFolder.open(folder)) {
      Map<String, String> sums = new TreeMap<>();
      long bytes = 0;
      try (ArchiveWriter writer = ArchiveWriter.to(unfinished, isZip(target))) {
        for (Path file : files(held.path())) {
          String name = name(held.path(), file);
          try (DigestInputStream in = digesting(Files.newInputStream(file))) {
            bytes += writer.add(name, in);
            sums.put(name, hex(in.getMessageDigest()));
          }
        }
        StringBuilder manifest = new StringBuilder(SCHEMA).append('\n');
        sums.forEach((name, sum) -> manifest.append(sum + "  " + name + "\n"));
        writer.add(MANIFEST, manifest.toString().getBytes(UTF_8));
      }
      Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE);
      return new Carried(sums.size(), bytes);
    } finally {
      delete(unfinished);
    }
  }

  /**
   * Makes {@code folder} the state that {@code source} holds.
   *
   * @throws IOException if there is state in the folder, a local cloud runs over it, or the source
   *     is no such archive, is of a later version, or is damaged; nothing is changed then
   */
  public static Carried read(Path source, Path folder) throws IOException {
    Path target = folder.toAbsolutePath();
    if (hasState(target)) {
      throw new IOException("There is state in " + folder + " already.");
    }
    checkIsFree(target);
    Files.createDirectories(target.getParent());
    Path unfinished = beside(target);
    try (ArchiveReader reader = ArchiveReader.of(source)) {
      Carried carried = unpack(reader, unfinished, source);
      giveName(unfinished, target);
      return carried;
    } finally {
      delete(unfinished);
    }
  }

  private static Carried unpack(ArchiveReader reader, Path to, Path source) throws IOException {
    Map<String, String> sums = sums(reader, source);
    Set<String> there = reader.names();
    for (String name : there) {
      if (!name.equals(MANIFEST) && !sums.containsKey(name)) {
        throw damaged(source, name + " is in it, and not in its manifest");
      }
    }
    long bytes = 0;
    for (Map.Entry<String, String> file : sums.entrySet()) {
      Path at = inside(to, file.getKey(), source);
      if (!there.contains(file.getKey())) {
        throw damaged(source, file.getKey() + " is missing");
      }
      Files.createDirectories(at.getParent());
      try (DigestInputStream in = digesting(reader.open(file.getKey()));
          OutputStream out = Files.newOutputStream(at)) {
        bytes += in.transferTo(out);
        if (!hex(in.getMessageDigest()).equals(file.getValue())) {
          throw damaged(source, file.getKey() + " is not what was written");
        }
      }
    }
    // Folders that hold nothing are no files, and a local cloud looks for this one.
    Files.createDirectories(to.resolve("storage"));
    return new Carried(sums.size(), bytes);
  }

  private static Map<String, String> sums(ArchiveReader reader, Path source) throws IOException {
    if (!reader.names().contains(MANIFEST)) {
      throw damaged(source, "it has no manifest, so it was not written to its end or is no export");
    }
    List<String> lines;
    try (InputStream in = reader.open(MANIFEST)) {
      lines = new String(in.readAllBytes(), UTF_8).lines().toList();
    }
    String schema = lines.isEmpty() ? "" : lines.get(0);
    if (!schema.equals(SCHEMA)) {
      throw new IOException(
          source + " is of the form '" + schema + "', and this version reads " + SCHEMA + ".");
    }
    Map<String, String> sums = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || sums.put(matcher.group(2), matcher.group(1)) != null) {
        throw damaged(source, "its manifest cannot be read");
      }
    }
    return sums;
  }

  /** Only a folder without state is replaced, so there is always either the one or the other. */
  private static void giveName(Path unfinished, Path target) throws IOException {
    for (String leftover : LEFTOVERS) {
      delete(target.resolve(leftover));
    }
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException impossible) {
      throw impossible;
    } catch (FileSystemException notEmpty) {
      throw new IOException("There is something in " + target + " already.", notEmpty);
    }
  }

  private static void checkIsFree(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    try (Stream<Path> there = Files.list(target)) {
      if (!there.allMatch(path -> LEFTOVERS.contains(path.getFileName().toString()))) {
        throw new IOException("There is something in " + target + " already.");
      }
    }
    if (DataFolder.isHeld(target)) {
      throw new IOException("The data folder " + target + " is in use by another local cloud.");
    }
  }

  private static boolean hasState(Path folder) {
    return Files.exists(folder.resolve("storage"));
  }

  private static boolean isZip(Path path) {
    return path.toString().endsWith(ZIP);
  }

  private static Path beside(Path target) {
    return target.resolveSibling(
        target.getFileName() + ".unfinished-" + ProcessHandle.current().pid());
  }

  private static Path inside(Path to, String name, Path source) throws IOException {
    Path at = to.resolve(name).normalize();
    if (name.startsWith("/") || !at.startsWith(to) || at.equals(to) || name.contains("\\")) {
      throw damaged(source, "it has a file outside of itself: " + name);
    }
    return at;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return new ArrayList<>(
          all.filter(Files::isRegularFile)
              .filter(file -> !PASSING.matcher(name(folder, file)).matches())
              .sorted()
              .toList());
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static IOException damaged(Path source, String why) {
    return new IOException(source + " cannot be used: " + why + ".");
  }

  private static DigestInputStream digesting(InputStream in) {
    try {
      return new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
