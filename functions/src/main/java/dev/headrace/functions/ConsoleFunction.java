package dev.headrace.functions;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.functions.console.Console;
import dev.headrace.functions.console.Page;
import java.io.IOException;
import java.time.InstantSource;

/** Shows what runs and why, as pages and as JSON. Changes nothing. */
public class ConsoleFunction implements HttpFunction {
  private final Wiring wiring;
  private final InstantSource clock;
  private final Door door;
  private Console console;

  public ConsoleFunction() {
    this(Wiring.ofEnvironment());
  }

  /** On the system's clock. */
  public ConsoleFunction(Wiring wiring) {
    this(wiring, InstantSource.system());
  }

  /**
   * Where the clock is another one.
   *
   * @param clock the one that the wiring has: pages say how long ago things were
   */
  public ConsoleFunction(Wiring wiring, InstantSource clock) {
    this.wiring = wiring;
    this.clock = clock;
    this.door = wiring.door();
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    if (door.admits(request, response)) {
      Page page =
          wiring
              .log()
              .during(
                  Door.trace(request),
                  () -> console().answer(request.getMethod(), request.getPath()));
      write(page, response);
    }
  }

  private synchronized Console console() {
    if (console == null) {
      console = new Console(wiring.engine(), clock, this::failed);
    }
    return console;
  }

  private void failed(String what, RuntimeException failure) {
    if (RetryLater.helpsAfter(failure)) {
      wiring.log().triedAgain(what + " was not shown: " + failure.getMessage());
    } else {
      wiring.log().failed(what + " was not shown: " + failure.getMessage(), failure);
    }
  }

  private static void write(Page page, HttpResponse response) throws IOException {
    response.setStatusCode(page.status());
    page.headers()
        .forEach(
            (name, value) -> {
              if (name.equals("Content-Type")) {
                response.setContentType(value);
              } else {
                response.appendHeader(name, value);
              }
            });
    response.getOutputStream().write(page.body());
  }
}
