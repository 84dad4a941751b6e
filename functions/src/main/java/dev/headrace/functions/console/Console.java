package dev.headrace.functions.console;

import dev.headrace.engine.Engine;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers requests for pages: what a function host, a local server or a test puts between itself
 * and the engine.
 *
 * <p>Read-only. Every answer carries the headers that keep a browser from running, framing or
 * sending anything; pages hold no script and no style of their own. Safe to call from many threads
 * at once.
 */
public final class Console {
  /** No script at all, style and pictures from here only, no frame, no form, no base. */
  static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'; object-src 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Strict-Transport-Security", "max-age=31536000");

  private final Routes routes;
  private final Answers answers;
  private final Assets assets = new Assets();
  private final Failures failures;

  /** Is told what could not be shown: the page says only what is for its reader. */
  @FunctionalInterface
  public interface Failures {
    /**
     * Something could not be shown.
     *
     * @param what the path that was asked for, as people may read it
     */
    void seen(String what, RuntimeException failure);
  }

  public Console(Engine engine, InstantSource clock, Failures failures) {
    this.failures = failures;
    this.routes = new Routes(new Facts(engine, clock));
    this.answers = new Answers(new Templates(), assets.style(), clock);
  }

  /**
   * The answer to a request.
   *
   * @param method as in the request; anything but GET and HEAD is refused
   * @param path of the request, still encoded and without the query; it begins with a slash
   */
  public Page answer(String method, String path) {
    boolean head = method.equals("HEAD");
    Page page = head || method.equals("GET") ? get(path) : refuse(method, path);
    Page whole = page.with(HEADERS);
    return head ? whole.withoutBody() : whole;
  }

  private Page get(String path) {
    RequestPath asked = RequestPath.of(path);
    if (asked.parts().size() == 2 && asked.parts().get(0).equals("static")) {
      Optional<Page> asset = assets.find(asked.parts().get(1));
      if (asset.isPresent()) {
        return asset.get();
      }
    }
    return answers.show(asked, view(asked));
  }

  private View view(RequestPath asked) {
    try {
      return routes.view(asked);
    } catch (RuntimeException e) {
      failures.seen("the page " + Visible.of(asked.text()), e);
      return Problems.of(e);
    }
  }

  private Page refuse(String method, String path) {
    View.Problem problem =
        new View.Problem(
            405,
            "Read only",
            "The console answers GET and HEAD; it does not change anything, and this was "
                + method
                + ".",
            List.of());
    TreeMap<String, String> allow = new TreeMap<>(Map.of("Allow", "GET, HEAD"));
    return answers.show(RequestPath.of(path), problem).with(allow);
  }
}
