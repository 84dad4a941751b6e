package dev.headrace.cli.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param what was looked at
 * @param found in a few words
 * @param remedy what to do where it is not well; empty where it is
 */
public record Finding(String what, Mark mark, String found, String remedy) {
  /** How it is. */
  public enum Mark {
    OK,
    BAD,
    /** Nobody can tell: the caller may not look, or there is nothing yet to look at. */
    UNSEEN;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
