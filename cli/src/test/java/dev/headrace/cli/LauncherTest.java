package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher over a folder of its own, with a Java, a Maven and a Python that only take notes.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir private Path temporary;
  private Path root;
  private Path jdk;
  private final Map<String, String> variables = new HashMap<>();

  private record Ended(int exit, String out, String err) {}

  @BeforeEach
  void aFolder() throws IOException {
    root = temporary.toRealPath().resolve("a folder");
    Files.createDirectories(root.resolve("cli/src/main/java"));
    Files.createDirectories(root.resolve("spark-jobs/src/main/python"));
    Files.copy(Path.of("..", "headrace").toAbsolutePath(), root.resolve("headrace"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("cli/src/main/java/Main.java"), "class Main {}");
    Files.writeString(root.resolve("spark-jobs/src/main/python/requirements.txt"), "numpy==2.0\n");
    Files.createDirectories(root.resolve("cli/target"));
    program(
        root.resolve("mvnw"),
        """
        echo "[INFO] Building Headrace CLI 0.1.0                              [6/6]"
        echo built >>builds
        echo a.jar >cli/target/headrace.classpath
        """);
    jdk = root.resolve("jdk");
    program(jdk.resolve("bin/java"), "printf '<%s>' \"$@\"; echo; echo \"${HEADRACE_PYTHON:-}\"");
    program(jdk.resolve("bin/javac"), "");
    release("17.0.15");
    variables.put("PATH", "/usr/bin:/bin");
    variables.put("JAVA_HOME", jdk.toString());
  }

  private void release(String version) throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended launch(String... arguments) throws IOException, InterruptedException {
    return launch(root.resolve("headrace"), arguments);
  }

  private Ended launch(Path script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(BASH.toString(), script.toString()));
    command.addAll(List.of(arguments));
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temporary.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private int builds() throws IOException {
    Path builds = root.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void withoutJavaItSaysWhatToInstallAndNeedsNothingElseForThat() throws Exception {
    variables.put("PATH", "");
    variables.remove("JAVA_HOME");

    Ended ended = launch("runs");

    assertThat(ended.err())
        .isEqualTo(
            """
            headrace: needs Java 17 or newer, and found none.
              There is no java on PATH.
              Install a JDK, such as https://adoptium.net, and set JAVA_HOME to its folder or put its bin on PATH.
            """);
    assertThat(ended.exit()).isEqualTo(5);
  }

  @Test
  void anOldJavaIsNamedWithItsVersion() throws Exception {
    variables.put("PATH", "");
    release("1.8.0_402");

    Ended ended = launch("runs");

    assertThat(ended.err()).contains("JAVA_HOME is " + jdk + ", which has Java 8.");
    assertThat(ended.exit()).isEqualTo(5);
  }

  @Test
  void itBuildsOnceAndAgainOnlyWhenASourceIsNewer() throws Exception {
    Ended first = launch("runs", "my clicks");
    assertThat(first.err()).contains("headrace: building Headrace CLI [6/6]");
    assertThat(first.out())
        .contains("<" + root + "/cli/target/headrace-cli.jar:a.jar>")
        .contains("<dev.headrace.cli.Main><runs><my clicks>");
    assertThat(builds()).isOne();

    assertThat(launch("runs").err()).isEmpty();
    assertThat(builds()).isOne();

    touch(root.resolve("cli/src/main/java/Main.java"));
    assertThat(launch("runs").err()).contains("building Headrace CLI");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aChangedPomIsBuiltToo() throws Exception {
    launch("runs");
    touch(root.resolve("pom.xml"));
    launch("runs");

    assertThat(builds()).isEqualTo(2);
  }

  /** Newer than any stamp that is written while this test runs. */
  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3_600)));
  }

  @Test
  void aJavaThatSparkDoesNotRunOnIsRefusedWhereSparkIsNeeded() throws Exception {
    release("25.0.1");

    for (String[] command : new String[][] {{"demo"}, {"local", "start"}}) {
      Ended ended = launch(command);

      assertThat(ended.err())
          .isEqualTo(
              """
              headrace: needs Java 17 to 21 to run Spark on this machine.
                %1$s/bin/java is Java 25, which Spark does not run on.
                Set JAVA_HOME to the folder of a JDK 17 or 21, then run the same command again.
              """
                  .formatted(jdk));
      assertThat(ended.exit()).isEqualTo(5);
    }
    assertThat(launch("validate").exit()).isZero();
  }

  @Test
  void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
    program(root.resolve("mvnw"), "echo '[ERROR] Main.java:[3,5] cannot find symbol'; exit 1");

    Ended ended = launch("runs");

    assertThat(ended.err())
        .contains("  | [ERROR] Main.java:[3,5] cannot find symbol\n")
        .contains("  The whole log is in " + root + "/.headrace/build.log\n");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.exit()).isEqualTo(5);
    assertThat(root.resolve(".headrace/build.log")).content().contains("cannot find symbol");
    assertThat(launch("runs").exit()).isEqualTo(5);
  }

  @Test
  void itIsFoundThroughLinksFromAnyFolder() throws Exception {
    Path links = Files.createDirectories(temporary.resolve("bin"));
    Files.createSymbolicLink(links.resolve("direct"), root.resolve("headrace"));
    Files.createSymbolicLink(links.resolve("headrace"), Path.of("direct"));

    Ended ended = launch(links.resolve("headrace"), "doctor");

    assertThat(ended.out())
        .contains("<-Dheadrace.root=" + root + ">")
        .contains("<-Dheadrace.home=" + root + "/.headrace>");
  }

  @Test
  void theStateFolderCanBeElsewhere() throws Exception {
    variables.put("HEADRACE_HOME", temporary + "/state");

    assertThat(launch("runs").out()).contains("<-Dheadrace.home=" + temporary + "/state>");
    assertThat(temporary.resolve("state/build.log")).exists();
  }

  @Test
  void thePagesAskForThePythonThatIsTaken() throws IOException {
    String taken =
        Files.readAllLines(root.resolve("headrace")).stream()
            .filter(line -> line.startsWith("readonly PYTHON_NEEDED="))
            .map(line -> line.substring(line.indexOf('=') + 1))
            .findFirst()
            .orElseThrow();

    for (String page : List.of("README.md", "CONTRIBUTING.md")) {
      assertThat(Files.readString(Path.of("..", page)))
          .contains("Python " + taken + " or newer")
          .doesNotContainPattern("Python 3\\.\\d+ or 3\\.\\d+");
    }
    for (String list :
        List.of(
            "spark-jobs/src/main/python/requirements.txt", "examples/flights/requirements.txt")) {
      assertThat(Files.readString(Path.of("..", list))).contains("for Python " + taken + " to ");
    }
  }

  @Test
  void anOldPythonIsNamedWhereOneIsNeeded() throws Exception {
    Path tools = temporary.resolve("tools");
    program(tools.resolve("python3"), "echo 3.9");
    variables.put("PATH", tools + ":/usr/bin:/bin");

    Ended ended = launch("--env", "local", "demo");

    assertThat(ended.err())
        .contains("headrace: needs Python 3.10 or newer.\n")
        .contains("python3 on PATH is " + tools + "/python3, version 3.9.");
    assertThat(ended.exit()).isEqualTo(5);
    assertThat(launch("runs").exit()).isZero();
  }

  @Test
  void pySparkIsInstalledOnceWhenItIsAskedFor() throws Exception {
    notingPython();
    Files.writeString(
        root.resolve("spark-jobs/src/main/python/requirements-pyspark.txt"), "pyspark==4.0.1\n");

    assertThat(launch("local", "start").err()).doesNotContain("pyspark");
    variables.put("HEADRACE_PYSPARK", "yes");
    assertThat(launch("local", "start").err())
        .isEqualTo("headrace: installing Python packages: pyspark \n");
    assertThat(Files.readString(temporary.resolve("python-calls")))
        .endsWith("-r " + root + "/spark-jobs/src/main/python/requirements-pyspark.txt\n");
    assertThat(launch("local", "start").err()).isEmpty();
  }

  /** A Python that writes down how it is called, and makes environments with the like. */
  private void notingPython() throws IOException {
    Path tools = temporary.resolve("tools");
    program(
        tools.resolve("python3"),
        """
        if [ "$1" = -c ]; then echo 3.12; exit; fi
        echo "$@" >>"%1$s/python-calls"
        mkdir -p "$4/bin"
        printf '#!/bin/bash\\necho "$@" >>"%1$s/python-calls"\\n' >"$4/bin/python"
        chmod +x "$4/bin/python"
        """
            .formatted(temporary));
    variables.put("PATH", tools + ":/usr/bin:/bin");
  }

  @Test
  void thePythonEnvironmentIsMadeOnceForEachListOfPackages() throws Exception {
    notingPython();

    Ended first = launch("local", "start");
    assertThat(first.err())
        .contains("making a Python environment in .venv (Python 3.12)")
        .contains("installing Python packages: numpy");
    assertThat(first.out()).contains(root + "/.venv/bin/python\n");
    int calls = Files.readAllLines(temporary.resolve("python-calls")).size();

    assertThat(launch("demo").err()).isEmpty();
    assertThat(Files.readAllLines(temporary.resolve("python-calls"))).hasSize(calls);

    Files.writeString(root.resolve("spark-jobs/src/main/python/requirements.txt"), "numpy==2.1\n");
    touch(root.resolve("pom.xml"));
    assertThat(launch("demo").err()).contains("installing Python packages: numpy");
  }
}
