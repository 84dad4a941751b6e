package dev.headrace.functions.storage;

import com.google.cloud.storage.StorageException;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.WriteResult;
import java.util.function.Supplier;

/** Turns the end of a conditional write that was sent exactly once into one of its results. */
final class SentOnce {
  private SentOnce() {}

  /**
   * What became of the write. Whatever is not surely applied, not surely a conflict and not surely
   * refused is {@link WriteResult.Unknown}.
   *
   * @throws StoreRefusedException when the service refused for good
   */
  static WriteResult write(String what, Supplier<WriteResult> request) {
    try {
      return request.get();
    } catch (StorageException e) {
      return switch (e.getCode()) {
        case 412 -> new WriteResult.Conflict();
        case 400, 401, 403, 404, 413 ->
            throw new StoreRefusedException("cannot " + what + ": " + answer(e.getCode(), e), e);
        default -> unknown(what, e.getCode() == 0 ? reason(e) : answer(e.getCode(), e));
      };
    } catch (RuntimeException e) {
      // An answer that is no JSON, or that lacks the generation: the write may stand all the same.
      return unknown(what, reason(e));
    }
  }

  private static WriteResult unknown(String what, String reason) {
    return new WriteResult.Unknown(what + ": " + reason);
  }

  private static String answer(int status, StorageException e) {
    return "the service answered " + status + " (" + reason(e) + ")";
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
