package dev.headrace.cli.command;

import java.util.concurrent.Callable;

/** A command that answers once and ends. */
public abstract class SessionCommand implements Callable<Integer> {
  private final Session session;

  protected SessionCommand(Session session) {
    this.session = session;
  }

  protected final Session session() {
    return session;
  }

  /** What was found or done. */
  protected abstract Answer answer();

  @Override
  public final Integer call() {
    return session.answer(answer());
  }
}
