package dev.headrace.notify;

/**
 * A way to the people who have to be told.
 *
 * <p>A notification is sent at least once. Once {@link #send} has returned it is handed over whole.
 * It may be sent again, after a crash or by another instance: the same id says that it is the same,
 * and whoever receives it tells by that id what was told before. May be called from many threads at
 * once.
 */
public interface Notifier {
  /**
   * Hands a notification over.
   *
   * @throws NotifierUnavailableException when it may not have been handed over: it is sent again
   *     with the next look
   */
  void send(Notification notification);
}
