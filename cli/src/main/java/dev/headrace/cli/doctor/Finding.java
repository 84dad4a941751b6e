package dev.headrace.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same for programs. */
  public Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("what", what);
    parts.put("mark", mark.word());
    parts.put("found", found);
    parts.put("remedy", remedy);
    return parts;
  }
}
