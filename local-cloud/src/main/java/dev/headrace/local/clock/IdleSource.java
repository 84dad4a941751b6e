package dev.headrace.local.clock;

/** Something whose work a step of the clock waits for. */
public interface IdleSource {
  /** What is waited for, in words: {@code 2 function calls}. */
  String describe();

  /** Whether it has work at this moment. */
  boolean busy();
}
