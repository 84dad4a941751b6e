package dev.headrace.engine;

import dev.headrace.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The checksum with which a document's canonical bytes begin, over everything that stands after it:
 * so that one flipped bit is seen, whatever it says now, and by every later version too.
 */
final class Checksum {
  /** What a document says before its checksum is known. */
  static final String NONE = "0".repeat(64);

  private static final byte[] OPENING = "{\"checksum\":\"".getBytes(StandardCharsets.UTF_8);
  private static final int REST = OPENING.length + NONE.length();

  private Checksum() {}

  /** The document with its checksum in the place of {@link #NONE}. */
  static byte[] sealed(byte[] document) {
    byte[] sealed = document.clone();
    byte[] checksum = of(document).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(checksum, 0, sealed, OPENING.length, checksum.length);
    return sealed;
  }

  /** Whether the document is as it was sealed. */
  static boolean holds(byte[] document) {
    return document.length > REST
        && Arrays.equals(document, 0, OPENING.length, OPENING, 0, OPENING.length)
        && of(document)
            .equals(
                new String(document, OPENING.length, NONE.length(), StandardCharsets.ISO_8859_1));
  }

  private static String of(byte[] document) {
    return Sha256.hex(Arrays.copyOfRange(document, REST, document.length));
  }
}
