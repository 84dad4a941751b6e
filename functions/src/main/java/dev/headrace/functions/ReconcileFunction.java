package dev.headrace.functions;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.engine.Engine;

/** Does whatever a lost event or a crash left undone. */
public class ReconcileFunction implements HttpFunction {
  private final Wiring wiring;
  private final PostedJson posted;
  private final UntoldEnds ends;

  public ReconcileFunction() {
    this(Wiring.ofEnvironment());
  }

  public ReconcileFunction(Wiring wiring) {
    this(wiring, UntoldEnds.standard());
  }

  ReconcileFunction(Wiring wiring, UntoldEnds ends) {
    this.wiring = wiring;
    this.posted = new PostedJson(wiring.door());
    this.ends = ends;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    posted.serve(request, response, body -> reconcile());
  }

  /** What does not end meanwhile is left to the next pass. */
  private void reconcile() {
    Engine engine = wiring.engine();
    ends.await(engine.reconcile(), engine::look);
  }
}
