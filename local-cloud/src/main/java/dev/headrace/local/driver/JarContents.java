package dev.headrace.local.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipFile;

/** The classes in jars, to see whether two jars can be loaded side by side. */
final class JarContents {
  private JarContents() {}

  /** Names of the class files; empty if the file is no jar: then it is for the job to fail. */
  static Set<String> classes(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Set<String> names = new HashSet<>();
      zip.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .filter(name -> !name.startsWith("META-INF/") && !name.endsWith("module-info.class"))
          .forEach(names::add);
      return names;
    } catch (IOException unreadable) {
      return Set.of();
    }
  }
}
