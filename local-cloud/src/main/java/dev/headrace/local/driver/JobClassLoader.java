package dev.headrace.local.driver;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The classes of all jobs of one Spark process.
 *
 * <p>One loader that grows, not one for each job: Spark's executors take the loader that they find
 * when the SparkContext is made, and resolve the classes of tasks through it.
 */
final class JobClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Set<Path> added = new HashSet<>();

  JobClassLoader(ClassLoader parent) {
    super(new URL[0], parent);
  }

  void add(Iterable<Path> jars) {
    for (Path jar : jars) {
      if (added.add(jar)) {
        addURL(url(jar));
      }
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalArgumentException("Not a file: " + jar, impossible);
    }
  }
}
