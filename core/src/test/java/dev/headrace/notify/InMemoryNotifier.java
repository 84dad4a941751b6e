package dev.headrace.notify;

import java.util.ArrayList;
import java.util.List;

/** Keeps all that it is handed, repeats too. */
public final class InMemoryNotifier implements Notifier {
  private final List<Notification> received = new ArrayList<>();
  private int refusals;

  @Override
  public synchronized void send(Notification notification) {
    if (refusals > 0) {
      refusals--;
      throw new NotifierUnavailableException("planned: nobody listens");
    }
    received.add(notification);
  }

  /** The next so many are not handed over. */
  public synchronized void refuses(int next) {
    refusals = next;
  }

  /** All that was handed over, in order. */
  public synchronized List<Notification> received() {
    return List.copyOf(received);
  }
}
