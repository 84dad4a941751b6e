package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that went wrong in any way: {@code -Dheadrace.seed=N} repeats a walk. */
class MutationTest {
  private static final int ROUNDS = 3000;
  private static final List<String> ODD =
      List.of(
          "",
          "~",
          "[]",
          "{}",
          "*x",
          "&x",
          "!!set {a}",
          "-1",
          "1e999",
          "99999999999999999999",
          ".nan",
          "\"\"",
          "'",
          "\"",
          "{interval}",
          "2001-02-31",
          "🙂",
          "\u202e",
          "? ",
          "- ",
          ": ",
          "#",
          "|",
          "parallel(99999999999)",
          "array<array<",
          "decimal(99,99)",
          "1 intervals",
          "999999999 days");

  private final long seed = Long.getLong("headrace.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void whateverHappensToAFileItCompilesOrIsExplained() {
    String valid = PipelineText.read(PipelineText.VALID.resolve("flights.yaml"));

    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = valid.getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutant = mutate(mutant);
      }
      assertExplained(mutant, "seed " + seed + ", round " + round);
    }
  }

  private static void assertExplained(byte[] mutant, String where) {
    Compilation compilation;
    try {
      compilation =
          PipelineFiles.compile("m.yaml", mutant, PipelineText::neighbour, PipelineText.TODAY);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(where + ":\n" + text(mutant), e);
    }
    compilation.match(
        new Compilation.Cases<Boolean>() {
          @Override
          public Boolean compiled(Compilation.Compiled result) {
            return true;
          }

          @Override
          public Boolean refused(Compilation.Refused result) {
            assertThat(result.problems()).as(where).isNotEmpty().isSorted();
            assertThat(result.problems()).as(where).allSatisfy(p -> assertInside(p, text(mutant)));
            return false;
          }
        });
  }

  private static void assertInside(Problem problem, String text) {
    String[] lines = text.split("\r\n|\r|\n", -1);
    assertThat(problem.line()).as("%s", problem).isBetween(1, lines.length);
    String line = lines[problem.line() - 1];
    assertThat(problem.column())
        .as("%s", problem)
        .isBetween(1, line.codePointCount(0, line.length()) + 1);
    assertThat(problem.message())
        .as("%s", problem)
        .isNotBlank()
        .doesNotContain("\n", "Optional[", "dev.headrace", "snakeyaml");
  }

  private byte[] mutate(byte[] file) {
    return switch (random.nextInt(6)) {
      case 0 -> lines(file, lines -> lines.remove(random.nextInt(lines.size())));
      case 1 -> lines(file, lines -> lines.add(random.nextInt(lines.size()), any(lines)));
      case 2 -> lines(file, this::swapValues);
      case 3 -> lines(file, this::oddValue);
      case 4 -> randomBytes(file);
      default -> Arrays.copyOf(file, random.nextInt(file.length + 1));
    };
  }

  private interface Change {
    void of(List<String> lines);
  }

  private static byte[] lines(byte[] file, Change change) {
    List<String> lines = new ArrayList<>(List.of(text(file).split("\n", -1)));
    change.of(lines);
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  private String any(List<String> lines) {
    return lines.get(random.nextInt(lines.size()));
  }

  private void swapValues(List<String> lines) {
    int a = random.nextInt(lines.size());
    int b = random.nextInt(lines.size());
    String first = lines.get(a);
    String second = lines.get(b);
    lines.set(a, key(first) + value(second));
    lines.set(b, key(second) + value(first));
  }

  private void oddValue(List<String> lines) {
    int a = random.nextInt(lines.size());
    lines.set(a, key(lines.get(a)) + " " + ODD.get(random.nextInt(ODD.size())));
  }

  private static String key(String line) {
    return line.substring(0, line.indexOf(':') + 1);
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1);
  }

  private byte[] randomBytes(byte[] file) {
    byte[] changed = file.clone();
    for (int i = random.nextInt(5); i >= 0 && changed.length > 0; i--) {
      changed[random.nextInt(changed.length)] =
          (byte) random.nextInt(random.nextBoolean() ? 128 : 256);
    }
    return changed;
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
