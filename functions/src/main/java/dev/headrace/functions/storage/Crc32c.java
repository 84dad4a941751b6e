package dev.headrace.functions.storage;

import java.util.Base64;
import java.util.zip.CRC32C;

/** The checksum that Cloud Storage keeps for every object. */
final class Crc32c {
  private Crc32c() {}

  /** As the API writes it: four bytes, the highest first, in Base64. */
  static String base64(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes);
    int value = (int) sum.getValue();
    return Base64.getEncoder()
        .encodeToString(
            new byte[] {
              (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
            });
  }
}
