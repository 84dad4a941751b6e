package dev.headrace.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows and disturbs events, for people and tests: {@code GET /local/events}, {@code POST
 * /local/events:resend} for the dead letters, {@code POST /local/events/knobs} with {@code
 * {"rules": [...]}}, and {@code DELETE} to end the rules.
 */
public record EventsApi(Outbox outbox) {
  /** Adds the operations. */
  public void register(Dispatcher dispatcher) {
    dispatcher
        .add(
            "local.events.get",
            "GET",
            "/local/events",
            exchange -> exchange.answer(200, outbox.describe()))
        .add("local.events.resend", "POST", "/local/events:resend", this::resend)
        .add("local.events.turn", "POST", "/local/events/knobs", this::turn)
        .add("local.events.clear", "DELETE", "/local/events/knobs", this::clear);
  }

  private void resend(Exchange exchange) throws IOException {
    outbox.revive();
    exchange.answer(200, outbox.describe());
  }

  private void turn(Exchange exchange) throws IOException {
    List<Knob> knobs = new ArrayList<>();
    for (JsonNode rule : exchange.json().path("rules")) {
      knobs.add(new Knob(rule));
    }
    outbox.turn(knobs);
    exchange.answer(204);
  }

  private void clear(Exchange exchange) throws IOException {
    outbox.turn(List.of());
    exchange.answer(204);
  }
}
