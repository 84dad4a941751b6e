package dev.headrace.local.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.UUID;

/**
 * Makes ID tokens for the accounts of this local cloud. The key is made at start and written
 * nowhere; its public part stands at {@code /local/keys}, as Google publishes its own.
 */
public final class IdTokens {
  /** Who issues them. */
  public static final String ISSUER = "https://local-headrace";

  private static final Duration LIFE = Duration.ofHours(1);
  private static final int COORDINATE = 32;

  private final InstantSource clock;
  private final KeyPair keys;
  private final String keyId = UUID.randomUUID().toString();

  /**
   * Makes a key.
   *
   * @param clock by which tokens expire
   */
  public IdTokens(InstantSource clock) {
    this.clock = clock;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** Adds the operation that shows the public key. */
  public void register(Dispatcher dispatcher) {
    dispatcher.add(
        "local.keys.get", "GET", "/local/keys", exchange -> exchange.answer(200, publicKeys()));
  }

  /**
   * A token that holds for an hour.
   *
   * @param account whose token it is, an e-mail address
   * @param audience for whom it is made: the URL of a function
   */
  public String token(String account, String audience) {
    Instant now = clock.instant();
    String text =
        part(Json.object().put("alg", "ES256").put("kid", keyId).put("typ", "JWT"))
            + "."
            + part(
                Json.object()
                    .put("iss", ISSUER)
                    .put("aud", audience)
                    .put("azp", account)
                    .put("sub", account)
                    .put("email", account)
                    .put("email_verified", true)
                    .put("iat", now.getEpochSecond())
                    .put("exp", now.plus(LIFE).getEpochSecond()));
    return text + "." + base64(signature(text));
  }

  private byte[] signature(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode publicKeys() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    ObjectNode all = Json.object();
    all.putArray("keys")
        .add(
            Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("alg", "ES256")
                .put("use", "sig")
                .put("kid", keyId)
                .put("x", base64(coordinate(key.getW().getAffineX())))
                .put("y", base64(coordinate(key.getW().getAffineY()))));
    return all;
  }

  /** Of a fixed length, without the sign that {@link BigInteger} may put before it. */
  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
    return fixed;
  }

  private static String part(ObjectNode json) {
    return base64(Json.write(json));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
