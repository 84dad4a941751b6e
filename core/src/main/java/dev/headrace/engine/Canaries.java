package dev.headrace.engine;

import dev.headrace.json.Json;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects that are written only to see whether their events come through. A function that is woken
 * by one says so in the control bucket and does nothing else: no pipeline can read such a name, and
 * no run is made, looked for or moved.
 */
public final class Canaries {
  /** With which the names of canaries begin, in the buckets whose events wake functions. */
  public static final String PREFIX = "_headrace/canary/";

  private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "([0-9a-f]{32})");
  private static final String SEEN = "canaries/";

  private final ObjectStore control;
  private final InstantSource clock;

  Canaries(ObjectStore control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
  }

  /**
   * That a canary's event came.
   *
   * @param object its name in the bucket
   * @param function that was woken
   * @param seen when, by the function's clock
   */
  public record Seen(
      String bucket, String object, long generation, String function, Instant seen) {}

  /** A record of one, as it stands in the control bucket. */
  public record Kept(String name, long generation, Seen seen) {}

  /** The name of a canary. */
  public static String name(String id) {
    return PREFIX + id;
  }

  /** Whether an object of that name is a canary. */
  public static boolean isOne(String objectName) {
    return NAME.matcher(objectName).matches();
  }

  /**
   * Says that the event came; saying it again changes nothing.
   *
   * @throws ContendedException when it is not known whether it is said
   */
  public void answer(String function, String bucket, String objectName, long generation) {
    Seen seen = new Seen(bucket, objectName, generation, function, clock.instant());
    WriteResult result =
        control.create(recordName(function, objectName), Content.json(Json.bytes(seen)));
    if (result instanceof WriteResult.Unknown unknown) {
      throw new ContendedException("the canary " + objectName + ": " + unknown.reason());
    }
  }

  /** What the function said of a canary, if its event came. */
  public Optional<Kept> find(String function, String objectName) {
    return control.read(recordName(function, objectName)).map(Canaries::kept);
  }

  /** Removes what a function said of a canary; nothing happens where there is nothing. */
  public void remove(String function, String objectName) {
    find(function, objectName).ifPresent(kept -> control.delete(kept.name(), kept.generation()));
  }

  /** Removes what was said before then, for which nobody waits any more. */
  public void sweep(Instant before) {
    for (Listed said : control.list(SEEN)) {
      if (said.updated().isBefore(before)) {
        control.delete(said.name(), said.generation());
      }
    }
  }

  private static Kept kept(StoredObject object) {
    return new Kept(object.name(), object.generation(), Documents.read(object, Seen.class));
  }

  private static String recordName(String function, String objectName) {
    Matcher matcher = NAME.matcher(objectName);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(objectName + " is no canary");
    }
    return SEEN + function + "/" + matcher.group(1) + ".json";
  }
}
