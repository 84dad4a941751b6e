package dev.headrace.definition;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The names of the classes in a jar. */
record JarClasses(SortedSet<String> names) {
  private static final String ENDING = ".class";

  /** Those of the jar with these bytes; empty when they are no jar, or one without classes. */
  static Optional<JarClasses> of(byte[] jar) {
    SortedSet<String> names = new TreeSet<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(ENDING)) {
          String path = entry.getName().substring(0, entry.getName().length() - ENDING.length());
          names.add(path.replace('/', '.'));
        }
      }
    } catch (IOException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new JarClasses(names));
  }

  /** Reports a class that is not among them. */
  void check(Found<String> wanted, String jar, Problems problems) {
    if (!names.contains(wanted.value())) {
      String question = Nearest.question(wanted.value(), names);
      problems.add(
          wanted.place(),
          "no class "
              + Quoted.of(wanted.value())
              + " in "
              + jar
              + "."
              + (question.isEmpty() ? " Write its full name, with its package." : question));
    }
  }
}
