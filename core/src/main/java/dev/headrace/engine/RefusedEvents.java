package dev.headrace.engine;

import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Events that were acknowledged though nothing was done for them, because they would be as wrong
 * the next time: kept, one object each, so that a person sees them. Nothing reads them to decide.
 */
public final class RefusedEvents {
  private static final String PREFIX = "events/refused/";
  private static final int EXCERPT = 2_000;

  private final ObjectStore control;

  RefusedEvents(ObjectStore control) {
    this.control = control;
  }

  /**
   * Such an event.
   *
   * @param id as the event service knows it
   * @param at when it came
   * @param reason why nothing was done
   * @param data what it said, cut where it is long
   */
  public record RefusedEvent(
      String id, String type, Instant at, String function, String reason, String data) {
    public RefusedEvent {
      data = data.length() > EXCERPT ? data.substring(0, EXCERPT) + "..." : data;
    }
  }

  /**
   * Keeps an event; one that says the same on the same day is kept once.
   *
   * @throws ContendedException when it is not known whether it is kept
   */
  public void keep(RefusedEvent event) {
    String hash = Sha256.hexOfParts(List.of(event.function(), event.type(), event.data()));
    String day = event.at().atOffset(ZoneOffset.UTC).toLocalDate().toString();
    WriteResult result =
        control.create(
            PREFIX + day + "/" + hash.substring(0, 32) + ".json", Content.json(Json.bytes(event)));
    if (result instanceof WriteResult.Unknown unknown) {
      throw new ContendedException("the refused event " + event.id() + ": " + unknown.reason());
    }
  }

  /** The names of all that are kept, in the control bucket, oldest day first. */
  public List<String> names() {
    return control.list(PREFIX).stream().map(Listed::name).toList();
  }
}
