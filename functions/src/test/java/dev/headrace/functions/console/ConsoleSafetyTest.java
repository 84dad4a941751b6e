package dev.headrace.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.InputReport;
import dev.headrace.run.RunState;
import dev.headrace.run.StageState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleSafetyTest {
  static final String HOSTILE =
      "<img src=x onerror=alert(1)>\"'`><script>alert(2)</script>\u202etxt.exe\u0007&amp;\n<b>";

  /** The same where a slash would make it two names. */
  static final String HOSTILE_NAME = "<img src=x onerror=alert(1)>\"\u202etxt.exe\u0007&amp;";

  private static final String DAY = "2001-01-28";

  /** Everything that others write holds hostile text. */
  static ConsoleWorld hostile() {
    Pipeline plain = ConsoleWorld.pipeline("flights.yaml");
    return new ConsoleWorld()
        .deployed(
            new Pipeline(
                plain.name(),
                HOSTILE,
                HOSTILE,
                plain.schedule(),
                plain.overlap(),
                plain.inputs(),
                plain.tables(),
                plain.stages(),
                plain.retries(),
                plain.deadline()))
        .with(
            RunSample.of(DAY)
                .input(
                    new InputReport(
                        List.of(new FileVersion("gs://landing/" + HOSTILE, 1, 1)),
                        List.of("gs://landing/" + HOSTILE)))
                .warned(HOSTILE)
                .failed(RunSample.CLEAN, 5, ErrorClass.USER, HOSTILE)
                .expecting(HOSTILE)
                .rest(StageState.SKIPPED, HOSTILE)
                .as(RunState.FAILED, HOSTILE))
        .withDocument("flights/" + HOSTILE.replace('/', ' '), "{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/pipelines/flights",
        "/pipelines/flights/runs/" + DAY,
        "/pipelines/flights/explain/" + DAY,
        "/pipelines/" + HOSTILE_NAME,
        "/pipelines/flights/runs/" + HOSTILE_NAME,
        "/" + HOSTILE
      })
  void hostileTextIsShownAsText(String path) {
    String html = hostile().html(path);

    assertThat(html)
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<img src=x", "<script", "<b>", "\u202e", "\u0007");
    assertThat(html).contains("[U+202E]txt.exe[U+0007]&amp;amp;");
  }

  @Test
  void quotesDoNotEndAnAttribute() {
    String html = hostile().html("/pipelines/flights");

    assertThat(Pattern.compile("<[^>]*\\son\\w+\\s*=").matcher(html).find()).isFalse();
    assertThat(html).doesNotContain("\"'`>");
  }

  @Test
  void aNameThatIsNoKeyIsShownButLeadsNowhere() {
    assertThat(hostile().html("/pipelines/flights"))
        .contains("its name is not the key of an interval");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/pipelines/flights",
        "/pipelines/flights/runs/" + DAY,
        "/pipelines/flights/explain/" + DAY,
        "/nowhere",
        "/api/pipelines",
        "/api/nowhere",
        "/static/headrace.css",
        "/static/favicon.svg"
      })
  void everyAnswerCarriesTheHeadersThatKeepABrowserSafe(String path) {
    assertThat(hostile().get(path).headers())
        .containsEntry(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
                + " form-action 'none'; frame-ancestors 'none'; object-src 'none'")
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Referrer-Policy", "no-referrer")
        .containsEntry("Strict-Transport-Security", "max-age=31536000")
        .containsEntry(
            "Cache-Control", path.startsWith("/static/") ? "public, max-age=300" : "no-store");
  }

  @Test
  void contentTypesAreExact() {
    ConsoleWorld world = hostile();

    assertThat(type(world, "/")).isEqualTo("text/html; charset=utf-8");
    assertThat(type(world, "/nowhere")).isEqualTo("text/html; charset=utf-8");
    assertThat(type(world, "/api/pipelines")).isEqualTo("application/json");
    assertThat(type(world, "/static/headrace.css")).isEqualTo("text/css; charset=utf-8");
    assertThat(type(world, "/static/favicon.svg")).isEqualTo("image/svg+xml");
  }

  private static String type(ConsoleWorld world, String path) {
    return world.get(path).headers().get("Content-Type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"})
  void whatCouldChangeSomethingIsRefused(String method) {
    Page page = hostile().console.answer(method, "/");

    assertThat(page.status()).isEqualTo(405);
    assertThat(page.headers()).containsEntry("Allow", "GET, HEAD");
    assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("Read only", method);
  }

  @Test
  void headIsGetWithoutTheBody() {
    ConsoleWorld world = hostile();

    Page head = world.console.answer("HEAD", "/pipelines/flights");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(world.get("/pipelines/flights").headers());
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/pipelines/nothing",
        "/pipelines/Not_A_Name",
        "/pipelines/flights/elsewhere",
        "/pipelines/flights/runs/2001-01-02",
        "/pipelines/flights/runs/%2e%2e",
        "/pipelines/flights/runs/..",
        "/pipelines/flights/runs/" + DAY + "/more",
        "/pipelines/flights/explain/1999-99-99",
        "/pipelines/nothing/explain/" + DAY,
        "/pipelines/nothing/before/" + DAY,
        "/static/",
        "/static/../application.properties",
        "/static/headrace.css/more",
        "/api",
        "/api/pipelines/nothing/runs"
      })
  void whatDoesNotExistIsA404ThatLeadsOn(String path) {
    ConsoleWorld world = hostile();

    assertThat(world.get(path).status()).isEqualTo(404);
    assertThat(world.html(path)).contains("There is no such", "All pipelines".substring(4));
  }

  @Test
  void anUnknownPipelineNamesThoseThatAre() {
    assertThat(hostile().html("/pipelines/flihgts"))
        .contains("No pipeline is called \"flihgts\"")
        .contains("href=\"../pipelines/flights\"");
  }

  @Test
  void aMissingRunLeadsToTheReason() {
    assertThat(hostile().html("/pipelines/flights/runs/2001-02-01"))
        .contains("href=\"../../../pipelines/flights/explain/2001-02-01\"");
  }

  @Test
  void theApiGivesTheSameAsJson() {
    ConsoleWorld world = hostile();

    assertThat(at(world, "/api/pipelines", "pipelines", 0, "pipeline", "owner")).isEqualTo(HOSTILE);
    assertThat(at(world, "/api/pipelines", "pipelines", 0, "pipeline", "next", "interval"))
        .isEqualTo("2001-01-29");
    assertThat(at(world, "/api/pipelines/flights/runs", "runs", 1, "stages", 0, "state"))
        .isEqualTo("FAILED");
    String run = "/api/pipelines/flights/runs/" + DAY;
    assertThat(at(world, run, "run", "stages", 0, "attempts", 0, "message")).isEqualTo(HOSTILE);
    assertThat(at(world, run, "jobs", "clean/1")).asString().startsWith("flights-clean-");
    assertThat(at(world, "/api/pipelines/flights/explain/2001-01-29", "explanation", "code"))
        .isEqualTo("NOT_DUE");
  }

  /** What stands in the JSON of a path under these keys and positions. */
  private static Object at(ConsoleWorld world, String path, Object... steps) {
    Object found = Json.read(world.get(path).body(), Object.class);
    for (Object step : steps) {
      found =
          step instanceof Integer position
              ? ((List<?>) found).get(position)
              : ((Map<?, ?>) found).get(step);
    }
    return found;
  }

  @Test
  void everyTemplateLeavesEscapingOnAndHoldsNoScriptAndNoStyle() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/jte"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain("$unsafe", "@raw", "<script", "<style", "style=", "<form")
            .doesNotContainPattern("\\son\\w+=");
      }
    }
  }

  @Test
  void everyLinkOfEveryPageLeadsToAPage() {
    ConsoleWorld world = Showcase.world();
    for (String path :
        List.of(
            "/",
            "/pipelines/flights",
            "/pipelines/flights/runs/2001-01-27",
            "/pipelines/flights/explain/2001-01-27",
            "/pipelines/flights/before/2001-01-27",
            "/nowhere")) {
      String html = world.html(path);
      var links = Pattern.compile("(?:href|src)=\"([^\"#]+)[^\"]*\"").matcher(html);
      while (links.find()) {
        String target =
            java.net.URI.create("http://console" + path).resolve(links.group(1)).getPath();
        assertThat(world.get(target).status()).as(path + " -> " + target).isEqualTo(200);
      }
    }
  }
}
