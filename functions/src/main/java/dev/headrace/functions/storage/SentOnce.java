package dev.headrace.functions.storage;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.WriteResult;
import java.io.IOException;

/** Turns the end of a conditional write that was sent exactly once into one of its results. */
final class SentOnce {
  private SentOnce() {}

  /** A request that is sent once. */
  @FunctionalInterface
  interface Write {
    WriteResult send() throws IOException;
  }

  /**
   * What became of the write. Whatever is not surely applied, not surely a conflict and not surely
   * refused is {@link WriteResult.Unknown}.
   *
   * @throws StoreRefusedException when the service refused for good
   */
  static WriteResult write(String what, Write request) {
    try {
      return request.send();
    } catch (HttpResponseException e) {
      return switch (e.getStatusCode()) {
        case 412 -> new WriteResult.Conflict();
        case 400, 401, 403, 404, 413 ->
            throw new StoreRefusedException("cannot " + what + ": " + answer(e), e);
        default -> unknown(what, answer(e));
      };
    } catch (IOException | RuntimeException e) {
      // An answer that is no JSON, or that lacks the generation: the write may stand all the same.
      return unknown(what, reason(e));
    }
  }

  private static WriteResult unknown(String what, String reason) {
    return new WriteResult.Unknown(what + ": " + reason);
  }

  private static String answer(HttpResponseException e) {
    return "the service answered " + e.getStatusCode() + " (" + said(e) + ")";
  }

  /** Google's services say it in JSON, whatever stands before them says something else. */
  private static String said(HttpResponseException e) {
    return e instanceof GoogleJsonResponseException json
            && json.getDetails() != null
            && json.getDetails().getMessage() != null
        ? json.getDetails().getMessage()
        : reason(e);
  }

  private static String reason(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
