package dev.headrace.notify;

import java.util.List;

class InMemoryNotifierTest extends NotifierContract {
  private final InMemoryNotifier notifier = new InMemoryNotifier();

  @Override
  protected Notifier notifier() {
    return notifier;
  }

  @Override
  protected List<Notification> received() {
    return notifier.received();
  }
}
