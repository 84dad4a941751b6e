package dev.headrace.functions;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;

/** Does whatever a lost event or a crash left undone. */
public class ReconcileFunction implements HttpFunction {
  private final Wiring wiring;
  private final PostedJson posted;

  public ReconcileFunction() {
    this(Wiring.ofEnvironment());
  }

  public ReconcileFunction(Wiring wiring) {
    this.wiring = wiring;
    this.posted = new PostedJson(wiring.door());
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    posted.serve(request, response, body -> wiring.engine().reconcile());
  }
}
