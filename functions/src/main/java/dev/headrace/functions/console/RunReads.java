package dev.headrace.functions.console;

import dev.headrace.engine.CorruptDocumentException;
import dev.headrace.engine.Engine;
import dev.headrace.run.RunKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads run documents, several at once: sixty rows cost the waiting of four reads, not of sixty.
 *
 * <p>A page reads one document per row and nothing else for it. Should that become too much, the
 * listing that names the rows also carries generations: a run seen before at the same generation
 * need not be read again.
 */
final class RunReads {
  private static final int AT_ONCE = 16;

  private final Engine engine;
  private final Executor threads;

  RunReads(Engine engine) {
    this.engine = engine;
    this.threads = threads();
  }

  private static Executor threads() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "console-read");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The runs of these keys, in this order; one that was removed since is left out. */
  List<RunSummary> read(List<RunKey> keys) {
    List<CompletableFuture<Optional<RunSummary>>> reads =
        keys.stream().map(key -> CompletableFuture.supplyAsync(() -> read(key), threads)).toList();
    return reads.stream().flatMap(read -> join(read).stream()).toList();
  }

  private Optional<RunSummary> read(RunKey key) {
    if (!Keys.valid(key.interval())) {
      return Optional.of(
          RunSummary.unreadable(key.interval(), "its name is not the key of an interval"));
    }
    try {
      return engine.run(key).map(RunSummary::of);
    } catch (CorruptDocumentException e) {
      return Optional.of(RunSummary.unreadable(key.interval(), e.getMessage()));
    }
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
