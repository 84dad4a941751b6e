package dev.headrace.functions.caller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Signs tokens as Google does, and publishes its keys on loopback. */
public final class TokenIssuer implements AutoCloseable {
  /** Who issues them. */
  public static final String NAME = "https://issuer.example";

  private final KeyPair rsa;
  private final KeyPair ec;
  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile boolean down;

  public TokenIssuer() {
    try {
      KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
      rsaKeys.initialize(2048);
      rsa = rsaKeys.generateKeyPair();
      KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC");
      ecKeys.initialize(new ECGenParameterSpec("secp256r1"));
      ec = ecKeys.generateKeyPair();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::publish);
    server.start();
  }

  /** Where the keys are. */
  public URI keys() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  /** From now on nobody gets the keys, or everybody again. */
  public void down(boolean down) {
    this.down = down;
  }

  /** How often the keys were fetched. */
  public int fetches() {
    return fetches.get();
  }

  /** The claims of a token that is as it should be. */
  public static Map<String, Object> claims(String audience, String email, Instant now) {
    Map<String, Object> claims = new TreeMap<>();
    claims.put("iss", NAME);
    claims.put("aud", audience);
    claims.put("email", email);
    claims.put("email_verified", true);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(3600).getEpochSecond());
    return claims;
  }

  /** A token with these claims. */
  public String rs256(Map<String, Object> claims) {
    return signed("RS256", "SHA256withRSA", "rsa", rsa, claims);
  }

  /** The same, by the other algorithm. */
  public String es256(Map<String, Object> claims) {
    return signed("ES256", "SHA256withECDSAinP1363Format", "ec", ec, claims);
  }

  /** A token whose header names another key than the one that signed. */
  public String signedByTheWrongKey(Map<String, Object> claims) {
    return signed("RS256", "SHA256withRSA", "ec", rsa, claims);
  }

  /** A token without a signature. */
  public static String unsigned(Map<String, Object> claims) {
    return part(Map.of("alg", "none", "typ", "JWT")) + "." + part(claims) + ".";
  }

  private static String signed(
      String algorithm, String signing, String kid, KeyPair keys, Map<String, Object> claims) {
    String text = part(Map.of("alg", algorithm, "kid", kid, "typ", "JWT")) + "." + part(claims);
    try {
      Signature signature = Signature.getInstance(signing);
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void publish(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    byte[] body = Json.bytes(Map.of("keys", List.of(rsaKey(), ecKey())));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(down ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Map<String, String> rsaKey() {
    RSAPublicKey key = (RSAPublicKey) rsa.getPublic();
    return Map.of(
        "kty",
        "RSA",
        "alg",
        "RS256",
        "use",
        "sig",
        "kid",
        "rsa",
        "n",
        base64(unsigned(key.getModulus())),
        "e",
        base64(unsigned(key.getPublicExponent())));
  }

  private Map<String, String> ecKey() {
    ECPublicKey key = (ECPublicKey) ec.getPublic();
    return Map.of(
        "kty",
        "EC",
        "crv",
        "P-256",
        "alg",
        "ES256",
        "use",
        "sig",
        "kid",
        "ec",
        "x",
        base64(unsigned(key.getW().getAffineX())),
        "y",
        base64(unsigned(key.getW().getAffineY())));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String part(Object json) {
    return base64(Json.bytes(json));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
