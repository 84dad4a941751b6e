package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.functions.storage.StorageServer;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Definition;
import dev.headrace.run.Pipelines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console as it is deployed, over the storage API. */
class ConsoleFunctionTest {
  private static final Instant NOW = Instant.parse("2001-01-02T04:15:00Z");

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private StorageServer storage;
  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    storage = new StorageServer("landing", "lake", "control", "outcomes");
    Map<String, String> variables = SettingsExamples.openToCallers();
    variables.put("HEADRACE_STORAGE_ENDPOINT", storage.endpoint().toString());
    wiring =
        new Wiring(
            Settings.of(variables), () -> NOW, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void itShowsWhatIsDeployed() throws Exception {
    Code code = new Code("code", "a".repeat(64));
    wiring
        .engine()
        .deployments()
        .deploy(
            new Definition(Definition.SCHEMA, Pipelines.flights(), code, code, Optional.empty()),
            NOW);

    FakeResponse response = ask("GET");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.getContentType()).contains("text/html; charset=utf-8");
    assertThat(response.getHeaders())
        .containsKeys("Content-Security-Policy", "X-Content-Type-Options")
        .doesNotContainKey("Content-Type");
    assertThat(response.body()).contains("<h2><a href=\"./pipelines/flights\">flights</a></h2>");
  }

  @Test
  void itShowsThatAnEventCouldNotBeServed() throws Exception {
    new ArrivalFunction(wiring).accept(FakeEvent.ofData("no JSON"));

    assertThat(ask("GET").body())
        .contains("<h2>1 event could not be served</h2>", "events/refused/2001-01-02/");
  }

  @Test
  void itChangesNothing() throws Exception {
    FakeResponse response = ask("POST");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.getHeaders()).containsKey("Allow");
    assertThat(storage.requests()).isEmpty();
  }

  private FakeResponse ask(String method) throws Exception {
    var response = new FakeResponse();
    new ConsoleFunction(wiring, () -> NOW)
        .service(new FakeRequest(method, new byte[0], Map.of()), response);
    return response;
  }
}
