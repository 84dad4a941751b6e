package dev.headrace.cli.doctor;

import dev.headrace.engine.Canaries;
import dev.headrace.engine.ContendedException;
import dev.headrace.engine.CorruptDocumentException;
import dev.headrace.engine.Engine;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import dev.headrace.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends an object through the whole chain: it is written where files land, and where outcomes are
 * written; its event wakes the function; the function says so in the state. Its name is one that no
 * pipeline can have, so no run comes of it. It is removed again, and so is what an earlier check
 * left that was killed.
 *
 * @param patience how long an event may take
 */
record CanaryCheck(Deployment deployment, Engine engine, Duration patience) {
  private static final long POLL_NANOS = Duration.ofMillis(250).toNanos();

  /** After this long nobody waits for a canary any more. */
  private static final Duration STALE = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A canary on its way. */
  private record Flying(
      Part part, DeployedFunction function, ObjectStore store, String name, Listed object) {
    String what() {
      return "canary " + part.word();
    }
  }

  void look(Findings findings) {
    long start = System.nanoTime();
    List<Flying> flying = new ArrayList<>();
    for (Part part : Part.WOKEN) {
      deployment
          .function(part)
          .flatMap(function -> release(part, function, findings))
          .ifPresent(flying::add);
    }
    await(flying, start, findings);
  }

  private Optional<Flying> release(Part part, DeployedFunction function, Findings findings) {
    String bucket = deployment.bucketOf(part);
    String what = "canary " + part.word();
    ObjectStore store = deployment.store(bucket);
    String name = Canaries.name(HexFormat.of().formatHex(random()));
    try {
      Content content =
          new Content(
              "Written by headrace doctor; it may be deleted.\n".getBytes(StandardCharsets.UTF_8),
              "text/plain",
              new TreeMap<>());
      WriteResult written = store.create(name, content);
      List<Listed> there = store.list(name);
      if (there.isEmpty()) {
        findings.bad(what, "could not be written to gs://" + bucket + ": " + written, "Try again.");
        return Optional.empty();
      }
      sweep(store, there.get(0).updated());
      return Optional.of(new Flying(part, function, store, name, there.get(0)));
    } catch (StoreRefusedException e) {
      findings.unseen(
          what,
          "you may not write to gs://" + bucket + ": " + e.getMessage(),
          "Ask for roles/storage.objectUser there, or leave it out with --no-canary.");
    } catch (StoreUnavailableException e) {
      findings.bad(what, "gs://" + bucket + ": " + e.getMessage(), "Try again in a minute.");
    }
    return Optional.empty();
  }

  private static byte[] random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Removes what earlier checks left behind, by the store's own time. */
  private static void sweep(ObjectStore store, Instant now) {
    for (Listed left : store.list(Canaries.PREFIX)) {
      if (Canaries.isOne(left.name()) && left.updated().plus(STALE).isBefore(now)) {
        store.delete(left.name(), left.generation());
      }
    }
  }

  private void await(List<Flying> flying, long start, Findings findings) {
    List<Flying> missing = new ArrayList<>(flying);
    try {
      while (!missing.isEmpty() && elapsed(start).compareTo(patience) < 0) {
        for (Flying canary : List.copyOf(missing)) {
          Optional<Canaries.Kept> seen =
              engine.canaries().find(canary.part().word(), canary.name());
          if (seen.isPresent()) {
            judge(canary, seen.get(), elapsed(start), findings);
            missing.remove(canary);
          }
        }
        if (!missing.isEmpty()) {
          LockSupport.parkNanos(POLL_NANOS);
        }
      }
      missing.forEach(canary -> lost(canary, findings));
    } catch (StoreRefusedException e) {
      missing.forEach(
          canary ->
              findings.unseen(
                  canary.what(),
                  "whether it came cannot be read: " + e.getMessage(),
                  "Ask for roles/storage.objectUser on gs://"
                      + deployment.settings().buckets().control()
                      + "."));
    } catch (StoreUnavailableException | CorruptDocumentException | ContendedException e) {
      missing.forEach(
          canary -> findings.bad(canary.what(), e.getMessage(), "Try again in a minute."));
    } finally {
      flying.forEach(canary -> remove(canary, findings));
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void judge(Flying canary, Canaries.Kept kept, Duration took, Findings findings) {
    Duration ahead = Duration.between(canary.object().updated(), kept.seen().seen());
    if (ahead.plus(ClockCheck.TOLERANCE).isNegative()) {
      findings.bad(
          canary.what(),
          "the function's clock is " + ahead.abs().toSeconds() + " s behind Cloud Storage",
          "Nothing that can be set: report it to Google, and deploy the function anew.");
    } else {
      findings.ok(
          canary.what(),
          String.format(
              Locale.ROOT,
              "gs://%s told %s within %.1f s",
              canary.part() == Part.ARRIVAL
                  ? deployment.settings().buckets().landing()
                  : deployment.settings().buckets().outcomes(),
              canary.function().id(),
              took.toMillis() / 1000.0));
    }
  }

  private void lost(Flying canary, Findings findings) {
    findings.bad(
        canary.what(),
        "never came: gs://"
            + deployment.bucketOf(canary.part())
            + "/"
            + canary.name()
            + " was written, and "
            + canary.function().id()
            + " said nothing within "
            + patience.toSeconds()
            + " s",
        "Mend what is bad above, the trigger first. If nothing is: gcloud functions logs read "
            + canary.function().id()
            + deployment.inRegion()
            + "; a deployment older than this command answers no canaries.");
  }

  private void remove(Flying canary, Findings findings) {
    try {
      canary.store().delete(canary.name(), canary.object().generation());
      engine.canaries().remove(canary.part().word(), canary.name());
      engine.canaries().sweep(canary.object().updated().minus(STALE));
    } catch (StoreRefusedException | StoreUnavailableException e) {
      findings.bad(
          canary.what(),
          "could not be removed: " + e.getMessage(),
          "gcloud storage rm gs://" + deployment.bucketOf(canary.part()) + "/" + canary.name());
    }
  }
}
