package dev.headrace.local.iam;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Etags in Google's form: a number in protobuf's wire format, in Base64. */
public final class Etag {
  private static final int FIRST_FIELD = 8;

  private Etag() {}

  /** The etag of a resource that has been changed so often. */
  public static String of(long revision) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FIRST_FIELD);
    long rest = revision;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }
}
