package dev.headrace.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;

/** What is deployed does not know that there is a local cloud. */
class DeployableJarsIT {
  private static final String OURS = "dev/headrace/";
  private static final String SHADED = "dev/headrace/shaded/";
  private static final List<String> PLACES = List.of("localhost", "127.0.0.1", "[::1]", "emulator");

  /** A tag of the class file format: an entry of the constant pool that holds text. */
  private static final int TEXT = 1;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "functions/target/deploy/headrace-functions.jar",
        "spark-jobs/target/deploy/headrace-spark-jobs.jar"
      })
  void noClassDependsOnTheLocalCloudOrTheCommand(String path) throws IOException {
    JavaClasses ours =
        new ClassFileImporter()
            .withImportOption(place -> place.contains(OURS) && !place.contains(SHADED))
            .importJar(new JarFile(jar(path).toFile()));

    assertThat(ours).isNotEmpty();
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.headrace.local..", "dev.headrace.cli..")
        .check(ours);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "functions/target/deploy/headrace-functions.jar",
        "spark-jobs/target/deploy/headrace-spark-jobs.jar"
      })
  void noClassNamesAPlaceOnThisMachine(String path) throws IOException {
    List<String> found = new ArrayList<>();
    int classes = 0;
    try (JarFile jar = new JarFile(jar(path).toFile())) {
      for (JarEntry entry : java.util.Collections.list(jar.entries())) {
        if (isOurs(entry.getName())) {
          classes++;
          found.addAll(suspicious(entry.getName(), jar.getInputStream(entry).readAllBytes()));
        }
      }
    }
    assertThat(classes).isPositive();
    assertThat(found).isEmpty();
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OURS) && !name.startsWith(SHADED) && name.endsWith(".class");
  }

  private static List<String> suspicious(String name, byte[] bytes) {
    return texts(new ClassReader(bytes)).stream()
        .filter(DeployableJarsIT::isSuspicious)
        .map(text -> name + ": " + text)
        .toList();
  }

  private static boolean isSuspicious(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return PLACES.stream().anyMatch(lower::contains)
        || lower.contains("dev/headrace/local/")
        || lower.contains("dev.headrace.local.")
        || lower.contains("dev/headrace/cli/")
        || lower.contains("dev.headrace.cli.");
  }

  /** Every text in the constant pool: literals, names, descriptors, annotations. */
  private static List<String> texts(ClassReader reader) {
    List<String> texts = new ArrayList<>();
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i);
      if (at > 0 && reader.readByte(at - 1) == TEXT) {
        texts.add(text(reader, at));
      }
    }
    return texts;
  }

  private static String text(ClassReader reader, int at) {
    byte[] encoded = new byte[2 + reader.readUnsignedShort(at)];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = (byte) reader.readByte(at + i);
    }
    try (var in = new java.io.DataInputStream(new java.io.ByteArrayInputStream(encoded))) {
      return in.readUTF();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jar(String path) {
    return Path.of(System.getProperty("headrace.root")).resolve(path);
  }
}
