package dev.headrace.local.storage;

import java.util.Base64;
import java.util.Optional;

/**
 * The bytes of one generation.
 *
 * @param id the random name of their file; there is no file if there are no bytes
 * @param crc32c their checksum
 * @param md5 their MD5 in base64; composed objects have none
 */
public record StoredBytes(String id, long size, int crc32c, Optional<String> md5) {
  /** The checksum as the API writes it: base64 of four bytes, highest first. */
  String crc32cText() {
    byte[] bytes = {
      (byte) (crc32c >>> 24), (byte) (crc32c >>> 16), (byte) (crc32c >>> 8), (byte) crc32c
    };
    return Base64.getEncoder().encodeToString(bytes);
  }
}
