package dev.headrace.functions;

import com.google.cloud.functions.CloudEventsFunction;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.engine.Engine;
import dev.headrace.run.RunKey;
import io.cloudevents.CloudEvent;
import java.util.Set;

/**
 * A job wrote its outcome: moves its run on and submits what follows. Where that is a job whose end
 * no event tells, it stays for the end.
 */
public class AdvanceFunction implements HttpFunction, CloudEventsFunction {
  private final Wiring wiring;
  private final ObjectEvents events;
  private final UntoldEnds ends;

  public AdvanceFunction() {
    this(Wiring.ofEnvironment());
  }

  public AdvanceFunction(Wiring wiring) {
    this(wiring, UntoldEnds.standard());
  }

  AdvanceFunction(Wiring wiring, UntoldEnds ends) {
    this.wiring = wiring;
    this.events = new ObjectEvents("advance", wiring.settings().buckets().outcomes(), wiring);
    this.ends = ends;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    events.serve(request, response, this::look);
  }

  @Override
  public void accept(CloudEvent event) throws Exception {
    events.accept(event, this::look);
  }

  /** An event that is asked for again keeps watch over a job that takes longer than this call. */
  private void look(StorageEvent object) {
    Engine engine = wiring.engine();
    Set<RunKey> waiting =
        ends.await(engine.finished(object.name()).stream().toList(), engine::look);
    if (!waiting.isEmpty()) {
      throw RetryLater.toLookAgain("run " + waiting.iterator().next() + " waits for a load to end");
    }
  }
}
