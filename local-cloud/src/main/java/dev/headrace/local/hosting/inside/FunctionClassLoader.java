package dev.headrace.local.hosting.inside;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Loads functions as the invoker itself does: of the invoker they see the functions API and
 * CloudEvents, and nothing of its Jackson, Gson or Jetty.
 */
final class FunctionClassLoader extends URLClassLoader {
  FunctionClassLoader(URL[] classPath, ClassLoader invoker) {
    super("functions", classPath, new Api(invoker));
  }

  private static final class Api extends ClassLoader {
    private final ClassLoader invoker;

    Api(ClassLoader invoker) {
      super(ClassLoader.getPlatformClassLoader());
      this.invoker = invoker;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("com.google.cloud.functions.") || name.startsWith("io.cloudevents.")) {
        return invoker.loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
