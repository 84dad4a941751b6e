package dev.headrace.local.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes jars for jobs. */
public final class TestJar {
  private TestJar() {}

  /** A jar with the classes next to and inside of this one. */
  public static Path of(Class<?> outer, Path jar) throws IOException {
    String name = outer.getSimpleName();
    Path folder;
    try {
      folder = Path.of(outer.getResource(name + ".class").toURI()).getParent();
    } catch (java.net.URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
    String prefix = outer.getPackageName().replace('.', '/') + "/";
    try (Stream<Path> classes = Files.list(folder)) {
      return pack(
          classes.filter(file -> file.getFileName().toString().startsWith(name)).toList(),
          prefix,
          jar);
    }
  }

  /** A jar with the one class that this source makes. */
  public static Path compiled(String className, String source, Path jar) throws IOException {
    Path folder = Files.createTempDirectory(jar.getParent(), "classes");
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return source;
          }
        };
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, null, List.of("-d", folder.toString()), null, List.of(file))
            .call();
    if (!compiled) {
      throw new IllegalArgumentException("Does not compile: " + source);
    }
    return pack(List.of(folder.resolve(className + ".class")), "", jar);
  }

  private static Path pack(List<Path> files, String prefix, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files) {
        out.putNextEntry(new JarEntry(prefix + file.getFileName()));
        Files.copy(file, out);
        out.closeEntry();
      }
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    return jar;
  }
}
