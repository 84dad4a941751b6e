package dev.headrace.functions;

import com.google.cloud.functions.CloudEventsFunction;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.cloudevents.CloudEvent;

/** A file landed: records it, and runs what waited for it. */
public class ArrivalFunction implements HttpFunction, CloudEventsFunction {
  private final Wiring wiring;
  private final ObjectEvents events;

  public ArrivalFunction() {
    this(Wiring.ofEnvironment());
  }

  public ArrivalFunction(Wiring wiring) {
    this.wiring = wiring;
    this.events = new ObjectEvents("arrival", wiring.settings().buckets().landing(), wiring);
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
    wiring.engine().arrived(object.bucket(), object.name(), object.generation());
  }
}
