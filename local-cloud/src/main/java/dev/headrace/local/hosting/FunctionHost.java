package dev.headrace.local.hosting;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The functions, each on a port of its own as each is a service of its own on Google Cloud.
 *
 * <p>They are loaded by one class loader that sees nothing of this JVM but the platform: the
 * invoker's fat jar brings Jetty and Jackson that are not relocated and would shadow ours. What
 * crosses the border are JDK types only.
 */
public final class FunctionHost implements AutoCloseable {
  private final URLClassLoader loader;
  private final FunctionServers inside;
  private final Map<String, URI> urls;
  private final AtomicInteger inFlight;

  private FunctionHost(
      URLClassLoader loader,
      FunctionServers inside,
      Map<String, URI> urls,
      AtomicInteger inFlight) {
    this.loader = loader;
    this.inside = inside;
    this.urls = urls;
    this.inFlight = inFlight;
  }

  /**
   * Starts the functions.
   *
   * @param invoker the jar of the functions framework's invoker
   * @param functionsJar the functions' deployable jar
   * @param clock handed to the functions when they are made
   */
  public static FunctionHost start(
      Path invoker, Path functionsJar, InstantSource clock, List<HostedFunction> functions)
      throws IOException {
    URLClassLoader loader = loader(invoker);
    AtomicInteger inFlight = new AtomicInteger();
    FunctionServers inside = null;
    try {
      inside = inside(loader, functionsJar, clock, inFlight);
      Map<String, URI> urls = new LinkedHashMap<>();
      for (HostedFunction function : functions) {
        urls.put(function.name(), URI.create("http://127.0.0.1:" + start(inside, function)));
      }
      return new FunctionHost(loader, inside, urls, inFlight);
    } catch (ReflectiveOperationException e) {
      stop(inside, loader);
      throw new IOException("the functions cannot be hosted: " + e, e);
    } catch (IOException | RuntimeException e) {
      stop(inside, loader);
      throw e;
    }
  }

  private static int start(FunctionServers inside, HostedFunction function) throws IOException {
    try {
      return inside.start(
          function.className(),
          function.signature() == HostedFunction.Signature.HTTP,
          function.address(),
          function.port(),
          function.settings());
    } catch (IOException e) {
      throw new IOException(
          "function " + function.name() + " does not start: " + e.getMessage(), e);
    }
  }

  private static void stop(FunctionServers inside, URLClassLoader loader) throws IOException {
    try (loader) {
      if (inside != null) {
        inside.close();
      }
    }
  }

  private static URLClassLoader loader(Path invoker) throws MalformedURLException {
    return new URLClassLoader(
        "invoker",
        new URL[] {invoker.toUri().toURL(), ours()},
        new Border(ClassLoader.getPlatformClassLoader()));
  }

  private static URL ours() {
    return FunctionHost.class.getProtectionDomain().getCodeSource().getLocation();
  }

  private static FunctionServers inside(
      ClassLoader loader, Path functionsJar, InstantSource clock, AtomicInteger inFlight)
      throws ReflectiveOperationException, MalformedURLException {
    Class<?> type = loader.loadClass("dev.headrace.local.hosting.inside.InvokerServers");
    URL[] classPath = {functionsJar.toUri().toURL(), ours()};
    return (FunctionServers)
        type.getConstructor(URL[].class, InstantSource.class, AtomicInteger.class)
            .newInstance(classPath, clock, inFlight);
  }

  /** Where each function listens, by name. */
  public Map<String, URI> urls() {
    return Map.copyOf(urls);
  }

  /** How many calls are being answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public void close() throws IOException {
    try {
      inside.close();
    } finally {
      loader.close();
    }
  }

  /** Lets one type of ours through to the functions' class loader: the one both sides speak. */
  private static final class Border extends ClassLoader {
    Border(ClassLoader platform) {
      super(platform);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(FunctionServers.class.getName())) {
        return FunctionServers.class;
      }
      throw new ClassNotFoundException(name);
    }
  }
}
