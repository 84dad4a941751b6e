package dev.headrace.functions.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallersTest {
  private static final Instant NOW = Instant.parse("2001-05-15T04:15:00Z");
  private static final String URL = "https://schedule.example";
  private static final String ACCOUNT = "scheduler@p.iam.gserviceaccount.com";

  private TokenIssuer issuer;

  @BeforeAll
  void start() {
    issuer = new TokenIssuer();
  }

  @AfterAll
  void stop() {
    issuer.close();
  }

  @Test
  void aTokenOfTheRightAccountPassesWithEitherAlgorithm() {
    assertThatCode(() -> call(issuer.rs256(claims()))).doesNotThrowAnyException();
    assertThatCode(() -> call(issuer.es256(claims()))).doesNotThrowAnyException();
  }

  @Test
  void theKeysAreFetchedOnce() throws Exception {
    Callers callers = callers(CallerCheck.SIGNATURE);
    int before = issuer.fetches();
    for (int i = 0; i < 5; i++) {
      callers.admit(bearer(issuer.rs256(claims())));
    }
    assertThat(issuer.fetches()).isEqualTo(before + 1);
  }

  @Test
  void aTokenWithoutASignatureIsRefused() {
    refused(TokenIssuer.unsigned(claims()), 401).hasMessageContaining("algorithm");
  }

  @Test
  void aSignatureByAnotherKeyIsRefused() {
    refused(issuer.signedByTheWrongKey(claims()), 401);
    try (TokenIssuer other = new TokenIssuer()) {
      refused(other.rs256(claims()), 401).hasMessageContaining("Invalid signature");
    }
  }

  @Test
  void aChangedClaimIsRefused() {
    String[] parts = issuer.rs256(claims()).split("\\.", -1);
    String[] other = issuer.rs256(claims("email", "other@p.example")).split("\\.", -1);
    refused(parts[0] + "." + other[1] + "." + parts[2], 401)
        .hasMessageContaining("Invalid signature");
  }

  @Test
  void aTokenForAnotherAudienceIsRefused() {
    refused(issuer.rs256(claims("aud", "https://advance.example")), 401)
        .hasMessage("its token is for https://advance.example");
    refused(issuer.rs256(claims("aud", List.of(URL, "https://advance.example"))), 401);
  }

  @Test
  void anExpiredTokenIsRefused() {
    refused(issuer.rs256(claims("exp", NOW.getEpochSecond())), 401).hasMessageContaining("expired");
  }

  @Test
  void aTokenThatNeverExpiresOrComesFromTheFutureIsRefused() {
    Map<String, Object> endless = claims();
    endless.remove("exp");
    refused(issuer.rs256(endless), 401).hasMessage("its token does not say how long it holds");
    refused(issuer.rs256(claims("iat", NOW.plusSeconds(301).getEpochSecond())), 401)
        .hasMessage("its token was issued in the future");
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    refused(issuer.rs256(claims("iss", "https://elsewhere.example")), 401)
        .hasMessageContaining("issuer");
  }

  @Test
  void anotherAccountIsForbidden() {
    refused(issuer.rs256(claims("email", "other@p.example")), 403)
        .hasMessage("other@p.example may not call");
    refused(issuer.rs256(claims("email_verified", false)), 403);
    refused(issuer.rs256(claims("email_verified", "true")), 403);
    refused(issuer.rs256(claims("email", 7)), 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", "..", "...", "a.b.c", "e30.e30.", "e30.e30.AAAA", "!.!.!", "null"})
  void garbageIsRefused(String token) {
    refused(token, 401);
  }

  @Test
  void aCallWithoutOrWithTwoTokensIsRefused() {
    refusedHeaders(Map.of(), 401).hasMessage("it has 0 Authorization headers");
    String token = "Bearer " + issuer.rs256(claims());
    refusedHeaders(Map.of("Authorization", List.of(token, token)), 401);
    refusedHeaders(Map.of("Authorization", List.of("Basic abc")), 401);
    refusedHeaders(Map.of("Authorization", List.of("Bearer " + "a".repeat(9_000))), 401);
    refusedHeaders(
        Map.of("authorization", List.of(token), "x-serverless-authorization", List.of(token)), 401);
  }

  @Test
  void whileTheKeysCannotBeHadTheCallMayComeAgain() {
    Callers callers = callers(CallerCheck.SIGNATURE);
    issuer.down(true);
    try {
      assertThatThrownBy(() -> callers.admit(bearer(issuer.rs256(claims()))))
          .isInstanceOf(KeysUnavailableException.class)
          .hasMessageContaining(issuer.keys().toString());
    } finally {
      issuer.down(false);
    }
    assertThatCode(() -> callers.admit(bearer(issuer.rs256(claims())))).doesNotThrowAnyException();
  }

  @Test
  void aTokenWhoseSignatureThePlatformTookOffPassesOnlyWhereThatIsExpected() {
    String token = withoutSignature(issuer.rs256(claims()));
    refused(token, 401).hasMessageContaining("HEADRACE_CALLER_CHECK=claims");
    Callers claimsOnly = callers(CallerCheck.CLAIMS);
    assertThatCode(() -> claimsOnly.admit(bearer(token))).doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                claimsOnly.admit(
                    bearer(withoutSignature(issuer.rs256(claims("email", "other@p.example"))))))
        .isInstanceOf(CallerRefusedException.class)
        .hasMessage("other@p.example may not call");
    assertThatThrownBy(() -> claimsOnly.admit(bearer(issuer.rs256(claims()))))
        .as("a token that the platform has not looked at")
        .isInstanceOf(CallerRefusedException.class);
    assertThatThrownBy(() -> claimsOnly.admit(Map.of())).isInstanceOf(CallerRefusedException.class);
  }

  @Test
  void wherePlatformChecksNothingIsAskedFor() {
    assertThatCode(() -> callers(CallerCheck.PLATFORM).admit(Map.of())).doesNotThrowAnyException();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String token, int status) {
    return refusedHeaders(bearer(token), status);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusedHeaders(
      Map<String, List<String>> headers, int status) {
    return assertThatThrownBy(() -> callers(CallerCheck.SIGNATURE).admit(headers))
        .isInstanceOfSatisfying(
            CallerRefusedException.class,
            refusal -> assertThat(refusal.status()).isEqualTo(status));
  }

  private void call(String token) throws CallerRefusedException {
    callers(CallerCheck.SIGNATURE).admit(bearer(token));
  }

  private static Map<String, List<String>> bearer(String token) {
    return Map.of("Authorization", List.of("Bearer " + token));
  }

  private static String withoutSignature(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1) + "SIGNATURE_REMOVED_BY_GOOGLE";
  }

  private Callers callers(CallerCheck check) {
    return new Callers(
        new CallerSettings(check, Set.of(URL), Set.of(ACCOUNT), TokenIssuer.NAME, issuer.keys()),
        () -> NOW);
  }

  private static Map<String, Object> claims() {
    return TokenIssuer.claims(URL, ACCOUNT, NOW);
  }

  private static Map<String, Object> claims(String claim, Object value) {
    Map<String, Object> claims = new TreeMap<>(claims());
    claims.put(claim, value);
    return claims;
  }
}
