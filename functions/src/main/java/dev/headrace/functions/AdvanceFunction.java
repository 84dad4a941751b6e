package dev.headrace.functions;

import com.google.cloud.functions.CloudEventsFunction;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.cloudevents.CloudEvent;

/** A job wrote its outcome: moves its run on and submits what follows. */
public class AdvanceFunction implements HttpFunction, CloudEventsFunction {
  private final Wiring wiring;
  private final ObjectEvents events;

  public AdvanceFunction() {
    this(Wiring.ofEnvironment());
  }

  public AdvanceFunction(Wiring wiring) {
    this.wiring = wiring;
    this.events = new ObjectEvents("advance", wiring.settings().buckets().outcomes(), wiring);
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    events.serve(request, response, this::look);
  }

  @Override
  public void accept(CloudEvent event) throws Exception {
    events.accept(event, this::look);
  }

  private void look(StorageEvent object) {
    wiring.engine().finished(object.name());
  }
}
