package dev.headrace.local.storage;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * The bytes of one generation.
 *
 * @param id the random name of their file; there is no file if there are no bytes, or they are
 *     small
 * @param crc32c their checksum
 * @param md5 their MD5 in base64; composed objects have none
 * @param small the bytes themselves, if the journal holds them and no file does
 */
public record StoredBytes(
    String id, long size, int crc32c, Optional<String> md5, Optional<ByteBuffer> small) {
  StoredBytes(String id, long size, int crc32c, Optional<String> md5) {
    this(id, size, crc32c, md5, Optional.empty());
  }

  StoredBytes withSmall(byte[] content) {
    return new StoredBytes(id, size, crc32c, md5, Optional.of(ByteBuffer.wrap(content)));
  }

  /** A copy of them, if the journal holds them. */
  byte[] copyOfSmall() {
    byte[] copy = new byte[(int) size];
    small.orElseThrow().duplicate().get(copy);
    return copy;
  }

  /** What there is to know of them. */
  StoredBytes described() {
    return new StoredBytes(id, size, crc32c, md5);
  }

  /** The checksum as the API writes it: base64 of four bytes, highest first. */
  String crc32cText() {
    byte[] bytes = {
      (byte) (crc32c >>> 24), (byte) (crc32c >>> 16), (byte) (crc32c >>> 8), (byte) crc32c
    };
    return Base64.getEncoder().encodeToString(bytes);
  }
}
