package dev.headrace.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.functions.caller.CallerCheck;
import dev.headrace.functions.caller.CallerRefusedException;
import dev.headrace.functions.caller.CallerSettings;
import dev.headrace.functions.caller.Callers;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The functions' own check holds against what the local cloud signs and publishes. */
class IdTokensTest {
  private static final Instant NOW = Instant.parse("2001-05-15T04:15:00Z");
  private static final String URL = "http://127.0.0.1:8081";
  private static final String ACCOUNT = "scheduler@local-test.iam.gserviceaccount.com";

  private final InstantSource clock = () -> NOW;
  private final IdTokens tokens = new IdTokens(clock);
  private ApiServer server;

  @BeforeEach
  void serve() throws IOException {
    Dispatcher dispatcher = new Dispatcher();
    tokens.register(dispatcher);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatIsSignedIsAdmitted() {
    // Each key has other coordinates: one in 128 begins with a zero.
    for (int i = 0; i < 20; i++) {
      assertThatCode(() -> admit(clock, tokens.token(ACCOUNT, URL))).doesNotThrowAnyException();
    }
  }

  @Test
  void aTokenHoldsForAnHourOfTheLocalClock() {
    String token = tokens.token(ACCOUNT, URL);

    assertThatThrownBy(() -> admit(() -> NOW.plusSeconds(3600), token))
        .isInstanceOf(CallerRefusedException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void aTokenOfAnotherLocalCloudIsRefused() {
    assertThatThrownBy(() -> admit(clock, new IdTokens(clock).token(ACCOUNT, URL)))
        .isInstanceOfSatisfying(
            CallerRefusedException.class, e -> assertThat(e.status()).isEqualTo(401));
  }

  private void admit(InstantSource time, String token) throws CallerRefusedException {
    new Callers(
            new CallerSettings(
                CallerCheck.SIGNATURE,
                Set.of(URL),
                Set.of(ACCOUNT),
                IdTokens.ISSUER,
                URI.create(server.url() + "/local/keys")),
            time)
        .admit(Map.of("Authorization", List.of("Bearer " + token)));
  }
}
