package dev.headrace.functions.caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auth.oauth2.TokenVerifier;
import com.google.auth.oauth2.TokenVerifier.VerificationException;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Lets calls of the right accounts pass.
 *
 * <p>The issuer's keys are fetched with the first token and kept for an hour. Google publishes a
 * key well before it signs with it.
 */
public final class Callers {
  /** What Cloud Run puts in the place of a signature that it has checked. */
  private static final String SIGNATURE_REMOVED = "SIGNATURE_REMOVED_BY_GOOGLE";

  private static final int LONGEST = 8 * 1024;
  private static final int SHOWN = 200;

  /** How far ahead the issuer's clock may be. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final CallerSettings settings;
  private final InstantSource clock;
  private TokenVerifier verifier;

  public Callers(CallerSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Whether a call must carry a token. */
  public boolean wantsToken() {
    return settings.check() != CallerCheck.PLATFORM;
  }

  /**
   * Returns if a request with these headers may be served.
   *
   * @throws CallerRefusedException if it may not
   * @throws KeysUnavailableException if that cannot be told now
   */
  public void admit(Map<String, List<String>> headers) throws CallerRefusedException {
    switch (settings.check()) {
      case SIGNATURE -> check(signed(token(headers)));
      case CLAIMS -> check(signedForThePlatform(token(headers)));
      case PLATFORM -> {}
    }
  }

  private static String token(Map<String, List<String>> headers) throws CallerRefusedException {
    // Of the two headers Cloud Run checks this one alone, and the other may then hold anything.
    if (!values(headers, "X-Serverless-Authorization").isEmpty()) {
      throw CallerRefusedException.unknown("it has an X-Serverless-Authorization header");
    }
    List<String> values = values(headers, "Authorization");
    if (values.size() != 1) {
      throw CallerRefusedException.unknown("it has " + values.size() + " Authorization headers");
    }
    String value = values.get(0);
    if (value.length() > LONGEST) {
      throw CallerRefusedException.unknown("its token has " + value.length() + " characters");
    }
    if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw CallerRefusedException.unknown("its Authorization is no bearer token");
    }
    return value.substring(7).strip();
  }

  private static List<String> values(Map<String, List<String>> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .flatMap(header -> header.getValue().stream())
        .toList();
  }

  private JsonNode signed(String token) throws CallerRefusedException {
    if (token.endsWith("." + SIGNATURE_REMOVED)) {
      throw CallerRefusedException.unknown(
          "the platform took the signature off its token: HEADRACE_CALLER_CHECK=claims is for that");
    }
    try {
      verifier().verify(token);
    } catch (VerificationException e) {
      if (isOfTheKeys(e.getCause())) {
        throw new KeysUnavailableException(
            "the keys at " + settings.keys() + " cannot be had: " + e.getCause().getMessage(), e);
      }
      throw CallerRefusedException.unknown("its token is refused: " + e.getMessage());
    } catch (RuntimeException e) {
      // What is no token at all fails somewhere inside the parser.
      throw CallerRefusedException.unknown("its token cannot be read");
    }
    return claims(token.split("\\.", -1));
  }

  /** The verifier tells by the cause alone whether the token is wrong or the keys are missing. */
  private static boolean isOfTheKeys(Throwable cause) {
    return cause instanceof ExecutionException || cause instanceof RuntimeException;
  }

  private static JsonNode signedForThePlatform(String token) throws CallerRefusedException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || !parts[2].equals(SIGNATURE_REMOVED)) {
      throw CallerRefusedException.unknown(
          "its token does not come from the platform, which would have taken its signature off");
    }
    return claims(parts);
  }

  private static JsonNode claims(String[] parts) throws CallerRefusedException {
    try {
      return Json.tree(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException | MalformedJsonException e) {
      throw CallerRefusedException.unknown("its token cannot be read");
    }
  }

  private void check(JsonNode claims) throws CallerRefusedException {
    if (!settings.issuer().equals(text(claims, "iss"))) {
      throw CallerRefusedException.unknown("its token was issued by " + shown(claims, "iss"));
    }
    checkTime(claims);
    if (!settings.audiences().contains(text(claims, "aud"))) {
      throw CallerRefusedException.unknown("its token is for " + shown(claims, "aud"));
    }
    String account = text(claims, "email").toLowerCase(Locale.ROOT);
    boolean verified = claims.path("email_verified").isBoolean();
    if (!verified || !claims.path("email_verified").booleanValue()) {
      throw CallerRefusedException.forbidden("nobody vouches for the account of its token");
    }
    if (!settings.accounts().contains(account)) {
      throw CallerRefusedException.forbidden(shown(claims, "email") + " may not call");
    }
  }

  private void checkTime(JsonNode claims) throws CallerRefusedException {
    Instant now = clock.instant();
    if (!claims.path("exp").canConvertToLong() || !claims.path("iat").canConvertToLong()) {
      throw CallerRefusedException.unknown("its token does not say how long it holds");
    }
    if (now.getEpochSecond() >= claims.path("exp").longValue()) {
      throw CallerRefusedException.unknown("its token has expired");
    }
    if (now.plus(AHEAD).getEpochSecond() < claims.path("iat").longValue()) {
      throw CallerRefusedException.unknown("its token was issued in the future");
    }
  }

  /** Only a text counts: a list of audiences is nothing that Google makes. */
  private static String text(JsonNode claims, String claim) {
    return claims.path(claim).isTextual() ? claims.path(claim).textValue() : "";
  }

  private static String shown(JsonNode claims, String claim) {
    String text = claims.path(claim).asText();
    return text.isEmpty() ? "nobody" : text.substring(0, Math.min(SHOWN, text.length()));
  }

  private synchronized TokenVerifier verifier() {
    if (verifier == null) {
      verifier =
          TokenVerifier.newBuilder()
              .setCertificatesLocation(settings.keys().toString())
              .setIssuer(settings.issuer())
              .setClock(clock::millis)
              .build();
    }
    return verifier;
  }
}
