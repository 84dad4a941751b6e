package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.cli.World.Said;
import dev.headrace.cli.local.Checkup;
import dev.headrace.engine.RefusedEvents.RefusedEvent;
import dev.headrace.json.Json;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.storage.ChangeFeed;
import dev.headrace.local.storage.ObjectStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandsTest {
  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer clock;
  private World world;

  @BeforeEach
  void aClock() throws IOException {
    world = new World(folder);
    clock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    clock.createContext("/local/clock", this::answer);
    clock.start();
  }

  @AfterEach
  void stop() {
    clock.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    boolean refused = body.contains("1999");
    byte[] answer =
        (refused
                ? "{\"error\": {\"message\": \"The clock cannot go back.\"}}"
                : "{\"time\": \"2001-01-05T00:00:00Z\", \"mode\": \"frozen\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(refused ? 400 : 200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void running() {
    world.local.listensAt(URI.create("http://127.0.0.1:" + clock.getAddress().getPort()));
  }

  @Test
  void itStartsShowsAndStopsTheLocalCloud() {
    assertThat(world.says("local", "status").exit()).isEqualTo(5);

    Said started = world.says("local", "start", "--detach");
    assertThat(started.err()).isEqualTo("Starting the local cloud ...\n");
    assertThat(started.out())
        .isEqualTo(
            """
            The local cloud is running.
              bigquery   http://127.0.0.1:4443/bigquery/v2/
              dataproc   http://127.0.0.1:4443/v1/
              local      http://127.0.0.1:4443/local/
              scheduler  http://127.0.0.1:4443/v1/
              storage    http://127.0.0.1:4443/storage/v1/
              advance    http://127.0.0.1:8083
              arrival    http://127.0.0.1:8082
              console    http://127.0.0.1:8085
              reconcile  http://127.0.0.1:8084
              schedule   http://127.0.0.1:8081
              project    local-headrace
              process    4711
              log        local-cloud.log
            """);
    assertThat(world.says("local", "status", "--json").out())
        .contains("\"advance\" : \"http://127.0.0.1:8083\"")
        .contains("\"bigquery\" : \"http://127.0.0.1:4443/bigquery/v2/\"");
    assertThat(world.says("local", "start").err()).isEmpty();
    assertThat(world.says("local", "status").exit()).isZero();
    assertThat(world.says("local", "stop").out())
        .isEqualTo("The local cloud is stopped; its data stay.\n");
    assertThat(world.says("local", "stop").out()).isEqualTo("The local cloud was not running.\n");
  }

  @Test
  void aPortThatHadToBeAnotherIsSaidWhenItStarts() {
    world.local.notes(
        "taken by other programs: port 8081; the local cloud listens on 4711 instead");

    assertThat(world.says("local", "start").err())
        .isEqualTo(
            """
            Starting the local cloud ...
            headrace: taken by other programs: port 8081; the local cloud listens on 4711 instead
            """);
    assertThat(world.says("local", "start").err()).isEmpty();
  }

  @Test
  void itsStateCanBeKeptElsewhere() {
    assertThat(world.says("local", "start", "--dir", "elsewhere").out())
        .contains("  state      FOLDER/elsewhere\n");
    assertThat(world.says("local", "status", "--json").out())
        .contains("\"data\" : \"FOLDER/elsewhere\"");
  }

  @Test
  void itsStateIsCarriedElsewhere() throws IOException {
    Path state = Files.createDirectories(folder.resolve("a"));
    LocalClock clock = LocalClock.open(state);
    ObjectStorage.open(state.resolve("storage"), clock, false, ChangeFeed.NONE).close();

    assertThat(world.says("local", "export", "--dir", "a", "a.zip").out())
        .matches("Exported a.zip: 1 files, 0\\.0 MiB\\.\n");
    assertThat(world.says("local", "import", "--dir", "b", "a.zip", "--json").out())
        .contains("\"imported\"", "\"files\" : 1");
    assertThat(folder.resolve("b/storage/journal")).exists();
    Said again = world.says("local", "import", "--dir", "b", "a.zip");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err())
        .isEqualTo(
            """
            headrace: There is state in FOLDER/b already.
              Nothing was changed.
              See "headrace local import --help".
            """);
    assertThat(world.says("local", "export", "nothing.zip").exit()).isEqualTo(1);
  }

  @Test
  void aRunningLocalCloudIsNotCarried() {
    world.says("local", "start");

    for (String verb : List.of("export", "import")) {
      Said said = world.says("local", verb, "a.zip");
      assertThat(said.err()).startsWith("headrace: The local cloud is running.\n");
      assertThat(said.exit()).isEqualTo(1);
    }
    assertThat(folder.resolve("a.zip")).doesNotExist();
  }

  @Test
  void itsSettingsArePrintedForAShell() {
    world.says("local", "start");

    assertThat(world.says("local", "env").out())
        .contains("export HEADRACE_PROJECT='local-headrace'\n")
        .contains("export HEADRACE_LANDING_BUCKET='landing'\n")
        .contains("export STORAGE_EMULATOR_HOST='http://127.0.0.1:4443'\n")
        .contains("export CLOUDSDK_CORE_PROJECT='local-headrace'\n")
        .contains(
            "export CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE='http://127.0.0.1:4443/storage/v1/'\n")
        .contains("export CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC='http://127.0.0.1:4443/'\n")
        .contains(
            "export CLOUDSDK_API_ENDPOINT_OVERRIDES_BIGQUERY='http://127.0.0.1:4443/bigquery/v2/'\n");
  }

  @Test
  void whatNeedsTheLocalCloudSaysHowToStartIt() {
    for (String command : List.of("env", "clock")) {
      Said said = world.says("local", command);
      assertThat(said.err())
          .isEqualTo(
              """
              headrace: The local cloud is not running.
                Start it with "headrace local start".
              """);
      assertThat(said.exit()).isEqualTo(5);
    }
  }

  @Test
  void theClockIsShownAndMoved() {
    running();

    assertThat(world.says("local", "clock").out()).isEqualTo("2001-01-05T00:00:00Z  frozen\n");
    world.says("local", "clock", "set", "2001-01-05T00:00:00Z");
    world.says("local", "clock", "step", "2001-01-06T04:15:00Z");
    world.says("local", "clock", "step", "1d");
    world.says("local", "clock", "step", "90m");
    world.says("local", "clock", "freeze");
    world.says("local", "clock", "run");

    assertThat(asked)
        .containsExactly(
            "GET /local/clock ",
            "POST /local/clock {\"time\":\"2001-01-05T00:00:00Z\"}",
            "POST /local/clock:advance {\"to\":\"2001-01-06T04:15:00Z\"}",
            "POST /local/clock:advance {\"by\":\"PT24H\"}",
            "POST /local/clock:advance {\"by\":\"PT1H30M\"}",
            "POST /local/clock {\"mode\":\"frozen\"}",
            "POST /local/clock {\"mode\":\"running\"}");
  }

  @Test
  void whatTheLocalCloudRefusesIsSaidInItsWords() {
    running();

    Said said = world.says("local", "clock", "set", "1999-01-01T00:00:00Z");

    assertThat(said.err()).contains("  The clock cannot go back.\n");
    assertThat(said.exit()).isEqualTo(1);
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    running();

    assertThat(world.says("local", "clock", "set", "tomorrow").err())
        .startsWith("headrace: \"tomorrow\" is no time.");
    assertThat(world.says("local", "clock", "step", "2001-01-32").err())
        .startsWith("headrace: \"2001-01-32\" is no time.");
    assertThat(world.says("local", "clock", "step", "a while").err())
        .startsWith("headrace: \"a while\" is neither a duration nor a time.");
    assertThat(asked).isEmpty();
  }

  @Test
  void localAloneAsksForACommand() {
    Said said = world.says("local");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: Which command of local?
              "headrace local --help" shows how it is used.
            """);
    assertThat(said.exit()).isEqualTo(2);
  }

  @Test
  void theConsoleIsNamed() {
    assertThat(world.says("console").out()).isEqualTo("http://127.0.0.1:8085\n");
  }

  @Test
  void theDoctorNamesARemedyForWhatIsNotWell() {
    world.finds(new Checkup.Finding("Java", true, "17", ""));
    world.finds(new Checkup.Finding("disk", false, "1 GiB free", "Free 5 GiB."));

    Said said = world.says("doctor");

    assertThat(said.out())
        .isEqualTo(
            """
            ok   Java  17
            bad  disk  1 GiB free
            disk: Free 5 GiB.
            """);
    assertThat(said.exit()).isEqualTo(5);
    assertThat(
            Json.tree(world.says("doctor", "--json").out().getBytes(StandardCharsets.UTF_8))
                .get(1)
                .path("remedy")
                .asText())
        .isEqualTo("Free 5 GiB.");
  }

  @Test
  void theDoctorTellsOfEventsThatNobodyCouldServe() {
    world
        .engine()
        .refusedEvents()
        .keep(
            new RefusedEvent(
                "7", "finalized", world.clock.instant(), "arrival", "it is no JSON", "no JSON"));

    Said said = world.says("doctor");

    assertThat(said.out())
        .contains("bad  events  1 event could not be served")
        .contains("the newest in events/refused/2001-01-05/");
    assertThat(said.exit()).isEqualTo(5);
  }
}
