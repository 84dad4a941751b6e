package dev.headrace.functions;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;

/** A file landed: records it, and runs what waited for it. */
public class ArrivalFunction implements CloudEventsFunction {
  private final Wiring wiring;
  private final ObjectEvents events;

  public ArrivalFunction() {
    this(Wiring.ofEnvironment());
  }

  public ArrivalFunction(Wiring wiring) {
    this.wiring = wiring;
    this.events = new ObjectEvents(wiring.settings().buckets().landing(), wiring.log());
  }

  @Override
  public void accept(CloudEvent event) throws Exception {
    events.accept(
        event,
        object -> wiring.engine().arrived(object.bucket(), object.name(), object.generation()));
  }
}
