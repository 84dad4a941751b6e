package dev.headrace.local.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations of all APIs on one port. Each request is counted, may be hit by a fault, and is
 * given to the handler of the first route that fits.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final Counters counters = new Counters();
  private final Faults faults = new Faults();

  /** Begins with the operations that count requests and make faults, below {@code /local}. */
  public Dispatcher() {
    counters.register(this);
    faults.register(this);
  }

  /**
   * Adds an operation; of two that fit, the first added wins.
   *
   * @param operation its name in counters and faults, such as {@code storage.objects.get}
   * @param template the path, with variables in braces: {@code
   *     /v1/projects/{project}/jobs/{job}:run}
   */
  public Dispatcher add(String operation, String method, String template, ApiHandler handler) {
    routes.add(new Route(operation, method, template, handler));
    return this;
  }

  /** How often which client asked for what. */
  public Counters counters() {
    return counters;
  }

  /** The faults on demand. */
  public Faults faults() {
    return faults;
  }

  /** Answers the exchange in any case, unless the client is gone. */
  public void dispatch(Exchange exchange) throws IOException {
    try {
      route(exchange);
    } catch (ApiError refused) {
      if (exchange.answered()) {
        throw new IOException("Refused after the answer began", refused);
      }
      answer(exchange, refused);
    } catch (EofException gone) {
      // Ordinary: readers such as Arrow ask for the whole object and hang up when they have enough.
      LOG.debug("{} {}: the client hung up", exchange.method(), exchange.rawPath());
      throw gone;
    } catch (IOException | RuntimeException failed) {
      LOG.warn("{} {} failed", exchange.method(), exchange.rawPath(), failed);
      if (exchange.answered()) {
        throw failed;
      }
      exchange.answer(500, ApiError.ofStatus(500, "Internal error: " + failed).toJson());
    }
  }

  private static void answer(Exchange exchange, ApiError refused) throws IOException {
    if (refused.code() == 304) {
      // The one refusal that has no body: HTTP does not allow it any.
      exchange.answer(304);
    } else {
      if (refused.code() == 429) {
        exchange.answerHeader("Retry-After", "1");
      }
      exchange.answer(refused.code(), refused.toJson());
    }
  }

  private void route(Exchange exchange) throws IOException {
    String[] path = Route.segments(exchange.rawPath());
    String method = exchange.method();
    boolean pathIsKnown = false;
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.match(path);
      if (variables.isPresent() && route.method().equals(method)) {
        exchange.routed(variables.get());
        counters.count(route.operation(), exchange);
        faults.strike(route.operation(), exchange);
        if (!exchange.answered()) {
          route.handler().handle(exchange);
        }
        return;
      }
      pathIsKnown |= variables.isPresent();
    }
    throw pathIsKnown
        ? new ApiError(405, "httpMethodNotAllowed", "INVALID_ARGUMENT", "Not allowed: " + method)
        : ApiError.notFound("No API has the path " + exchange.rawPath());
  }
}
