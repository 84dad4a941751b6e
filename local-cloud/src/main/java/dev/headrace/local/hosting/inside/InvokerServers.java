package dev.headrace.local.hosting.inside;

import dev.headrace.local.hosting.FunctionServers;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.net.URL;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One Jetty server for each function, with the invoker's handler at its root as on Google Cloud.
 */
public final class InvokerServers implements FunctionServers {
  private static final String INVOKER = "com.google.cloud.functions.invoker.";

  private final FunctionClassLoader functions;
  private final InstantSource clock;
  private final AtomicInteger inFlight;
  private final List<Server> servers = new ArrayList<>();

  /**
   * Made from outside, by reflection.
   *
   * @param classPath the functions' jar and the classes that hand them their settings
   */
  public InvokerServers(URL[] classPath, InstantSource clock, AtomicInteger inFlight) {
    this.functions = new FunctionClassLoader(classPath, InvokerServers.class.getClassLoader());
    this.clock = clock;
    this.inFlight = inFlight;
  }

  @Override
  public int start(
      String className, boolean http, String address, int port, Map<String, String> settings)
      throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(InvokerServers.class.getClassLoader());
    try {
      Server server = server(address, port);
      hand(settings);
      server.setHandler(new Gate(handler(className, http), inFlight));
      server.start();
      servers.add(server);
      return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    } catch (IOException e) {
      if (e.getCause() instanceof BindException) {
        throw new IOException("port " + port + " is taken by another program", e);
      }
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("function " + className + " does not start: " + e, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The invoker makes a function without telling it anything: its settings lie ready for it. */
  private void hand(Map<String, String> settings) throws ReflectiveOperationException {
    functions
        .loadClass("dev.headrace.local.hosting.handed.Handed")
        .getMethod("over", Map.class, InstantSource.class)
        .invoke(null, settings, clock);
  }

  private static Server server(String address, int port) {
    QueuedThreadPool threads = new QueuedThreadPool(64, 2);
    threads.setDaemon(true);
    threads.setName("function");
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address);
    connector.setPort(port);
    server.addConnector(connector);
    return server;
  }

  private Handler handler(String className, boolean http) throws ReflectiveOperationException {
    Class<?> function = functions.loadClass(className);
    Class<?> executor =
        Class.forName(INVOKER + (http ? "HttpFunctionExecutor" : "BackgroundFunctionExecutor"));
    try {
      return (Handler) executor.getMethod("forClass", Class.class).invoke(null, function);
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException(e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    for (Server server : servers) {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IOException("a function did not stop: " + e, e);
      }
    }
  }

  /**
   * Counts the calls in flight, and answers no host but loopback: a web page could name another.
   */
  private static final class Gate extends Handler.Wrapper {
    private final AtomicInteger inFlight;

    Gate(Handler function, AtomicInteger inFlight) {
      super(function);
      this.inFlight = inFlight;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String host = Request.getServerName(request);
      if (!host.equals("127.0.0.1") && !host.equals("localhost") && !host.equals("[::1]")) {
        Response.writeError(request, response, callback, 421, "this host is not served");
        return true;
      }
      inFlight.incrementAndGet();
      return super.handle(request, response, Callback.from(callback, inFlight::decrementAndGet));
    }
  }
}
