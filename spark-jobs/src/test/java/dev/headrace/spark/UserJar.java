package dev.headrace.spark;

import dev.headrace.json.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A user's jar: one class {@code Own}, compiled from source, on the class path of the thread. */
final class UserJar implements AutoCloseable {
  private final Path jar;
  private final URLClassLoader classes;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  private UserJar(Path jar) throws IOException {
    this.jar = jar;
    this.classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(classes);
  }

  /** With this source of the class, after imports of what stages use. */
  static UserJar of(Path folder, String source) throws IOException {
    Path target = Files.createDirectories(folder.resolve("classes"));
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Own.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return source;
          }
        };
    List<String> options =
        List.of("-d", target.toString(), "-cp", System.getProperty("java.class.path"));
    if (!ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, null, options, null, List.of(file))
        .call()) {
      throw new IllegalArgumentException("does not compile: " + source);
    }
    return packed(folder, target);
  }

  /** The same with a source in Scala. */
  static UserJar ofScala(Path folder, String source) throws IOException {
    Path target = Files.createDirectories(folder.resolve("classes"));
    Path file = Files.writeString(folder.resolve("Own.scala"), source);
    scala.tools.nsc.Main.process(
        new String[] {
          "-d",
          target.toString(),
          "-classpath",
          System.getProperty("java.class.path"),
          file.toString()
        });
    if (scala.tools.nsc.Main.reporter().hasErrors()) {
      throw new IllegalArgumentException("does not compile: " + source);
    }
    return packed(folder, target);
  }

  private static UserJar packed(Path folder, Path target) throws IOException {
    Path jar = folder.resolve("own.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> compiled = Files.list(target)) {
      for (Path one : compiled.toList()) {
        out.putNextEntry(new JarEntry(one.getFileName().toString()));
        Files.copy(one, out);
      }
    }
    return new UserJar(jar);
  }

  String uri() {
    return jar.toUri().toString();
  }

  String sha256() throws IOException {
    return Sha256.hex(jar);
  }

  @Override
  public void close() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    classes.close();
  }
}
