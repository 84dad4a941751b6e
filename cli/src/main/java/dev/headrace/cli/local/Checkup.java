package dev.headrace.cli.local;

import java.util.List;

/** What is to be known of a machine. */
@FunctionalInterface
public interface Checkup {
  /** All findings, good and bad. */
  List<Finding> findings();

  /**
   * One thing that was looked at.
   *
   * @param found in a few words
   * @param remedy what to do where it is not well
   */
  record Finding(String what, boolean well, String found, String remedy) {}
}
