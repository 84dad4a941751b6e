package dev.headrace.local.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Both checksums of bytes that pass by. */
final class Checksums {
  private final CRC32C crc = new CRC32C();
  private final MessageDigest md5;

  Checksums() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has MD5", impossible);
    }
  }

  void update(byte[] buffer, int length) {
    crc.update(buffer, 0, length);
    md5.update(buffer, 0, length);
  }

  int crc32c() {
    return (int) crc.getValue();
  }

  /** Ends the sums. */
  StoredBytes of(String id, long size) {
    return new StoredBytes(
        id, size, crc32c(), Optional.of(Base64.getEncoder().encodeToString(md5.digest())));
  }
}
