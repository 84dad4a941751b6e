package dev.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reads core's own sources: which package knows which, and that nothing hides a clock or chance.
 */
class SourcesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/headrace");
  private static final Pattern HEADRACE = Pattern.compile("\\bdev\\.headrace\\.([a-z]+)\\.[A-Z*]");

  /** Each package with all that it may know. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.of(
          "json", Set.of(),
          "pipeline", Set.of("json"),
          "interval", Set.of("json", "pipeline"),
          "definition", Set.of("json", "pipeline", "interval"),
          "job", Set.of("json", "pipeline", "interval"),
          "run", Set.of("json", "pipeline", "interval", "job"),
          "store", Set.of(),
          "runner", Set.of("pipeline", "interval", "job"),
          "notify", Set.of("json", "pipeline", "run"),
          "engine",
              Set.of("json", "pipeline", "interval", "job", "run", "store", "runner", "notify"));

  /** From left to right: a package stands after all that it may know. */
  private static final List<String> ORDER =
      List.of(
          "json",
          "pipeline",
          "interval",
          "definition",
          "job",
          "run",
          "store",
          "runner",
          "notify",
          "engine");

  private static final List<Pattern> BANNED =
      Stream.of(
              "System\\s*\\.\\s*(currentTimeMillis|nanoTime)\\b",
              "\\b(Instant|LocalDate|LocalDateTime|LocalTime|ZonedDateTime|OffsetDateTime)\\s*\\.\\s*now\\b",
              "\\bClock\\s*\\.\\s*system",
              "\\bnew\\s+(java\\.util\\.)?Date\\s*\\(\\s*\\)",
              "\\bUUID\\s*\\.\\s*randomUUID\\b",
              "\\bMath\\s*\\.\\s*random\\b",
              "\\bnew\\s+(\\w+\\.)*(Secure|Splittable)?Random\\b",
              "\\bThreadLocalRandom\\b",
              "\\bThread\\s*\\.\\s*sleep\\b",
              "\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b",
              "\\.\\s*parallel(Stream)?\\s*\\(\\s*\\)")
          .map(Pattern::compile)
          .toList();

  @Test
  void packagesImportOnlyLeftwards() {
    Set<String> wrong = new TreeSet<>();
    for (Path source : sources()) {
      String from = packageOf(source);
      Matcher matcher = HEADRACE.matcher(code(source));
      while (matcher.find()) {
        String to = matcher.group(1);
        if (!to.equals(from) && !MAY_KNOW.getOrDefault(from, Set.of()).contains(to)) {
          wrong.add(SOURCES.relativize(source) + " knows " + to);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> packages = new TreeSet<>();
    sources().forEach(source -> packages.add(packageOf(source)));

    assertThat(packages).containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
  }

  @Test
  void theOrderHasNoCircle() {
    MAY_KNOW.forEach(
        (from, known) ->
            assertThat(ORDER.subList(0, ORDER.indexOf(from))).as(from).containsAll(known));
  }

  @Test
  void nothingHidesAClockOrChance() {
    Set<String> found = new TreeSet<>();
    for (Path source : sources()) {
      for (Pattern banned : BANNED) {
        Matcher matcher = banned.matcher(code(source));
        while (matcher.find()) {
          found.add(SOURCES.relativize(source) + ": " + matcher.group());
        }
      }
    }
    assertThat(found)
        .as("time comes from the InstantSource and chance from the RandomGenerator that are given")
        .isEmpty();
  }

  @Test
  void theBansSeeWhatTheyBan() {
    List<String> examples =
        List.of(
            "System.currentTimeMillis()",
            "System.nanoTime()",
            "Instant.now()",
            "Instant\n        .now()",
            "UUID.randomUUID()",
            "Math.random()",
            "new Random()",
            "Thread.sleep(1)",
            "list.parallelStream()",
            "stream.parallel()");

    assertThat(examples)
        .allMatch(example -> BANNED.stream().anyMatch(ban -> ban.matcher(example).find()));
    assertThat(withoutComments("a(); // Instant.now()\n/* Math.random() */ b();"))
        .isEqualTo("a(); \n b();");
  }

  private static String packageOf(Path source) {
    return SOURCES.relativize(source).getName(0).toString();
  }

  private static String code(Path source) {
    try {
      return withoutComments(Files.readString(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutComments(String text) {
    return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(found).hasSizeGreaterThan(100);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
