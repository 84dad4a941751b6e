package dev.headrace.functions;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;

/** A job wrote its outcome: moves its run on and submits what follows. */
public class AdvanceFunction implements CloudEventsFunction {
  private final Wiring wiring;
  private final ObjectEvents events;

  public AdvanceFunction() {
    this(Wiring.ofEnvironment());
  }

  public AdvanceFunction(Wiring wiring) {
    this.wiring = wiring;
    this.events = new ObjectEvents(wiring.settings().buckets().outcomes(), wiring.log());
  }

  @Override
  public void accept(CloudEvent event) throws Exception {
    events.accept(event, object -> wiring.engine().finished(object.name()));
  }
}
