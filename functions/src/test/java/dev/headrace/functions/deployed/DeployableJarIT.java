package dev.headrace.functions.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What is deployed is one jar that holds what functions need, once, and nothing else. */
class DeployableJarIT {
  private static final long LARGEST = 24_000_000;

  private final Path jar = Path.of(System.getProperty("headrace.functions.jar"));

  @Test
  void theFolderHoldsTheJarAlone() throws IOException {
    try (var files = Files.list(jar.getParent())) {
      assertThat(files).containsExactly(jar);
    }
    assertThat(Files.size(jar)).isLessThan(LARGEST);
  }

  @Test
  void nothingStandsTwiceInIt() throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream in = Files.newInputStream(jar);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void itHoldsNoTestNoHostAndNoSignature() throws IOException {
    assertThat(names())
        .noneMatch(name -> name.matches("dev/headrace/.*(Test|IT)\\.class"))
        .noneMatch(name -> name.startsWith("org/junit/") || name.startsWith("org/assertj/"))
        .noneMatch(name -> name.startsWith("com/google/cloud/functions/"))
        .noneMatch(name -> name.startsWith("io/cloudevents/"))
        .noneMatch(name -> name.startsWith("org/apache/spark/"))
        .noneMatch(name -> name.endsWith("module-info.class"))
        .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA"))
        .noneMatch(name -> name.equals("pom.xml") || name.endsWith(".jte"));
  }

  /** Of a service, each jar brings its providers; merged badly, the last one would win. */
  @Test
  void theProvidersOfAllPartsStandInIt() throws IOException {
    Set<String> missing = new TreeSet<>();
    int services = 0;
    try (ZipFile deployed = new ZipFile(jar.toFile())) {
      for (String part : System.getProperty("headrace.functions.parts").split(":", -1)) {
        if (!part.endsWith(".jar")) {
          continue;
        }
        try (ZipFile file = new ZipFile(part)) {
          for (ZipEntry entry : Collections.list(entries(file))) {
            if (entry.getName().matches("META-INF/services/[^/]+")) {
              services++;
              Set<String> ours = providers(deployed, entry.getName());
              Set<String> theirs = providers(file, entry.getName());
              theirs.removeAll(ours);
              theirs.forEach(provider -> missing.add(entry.getName() + ": " + provider));
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(services).isPositive();
  }

  private static Enumeration<ZipEntry> entries(ZipFile file) {
    return Collections.enumeration(file.stream().map(ZipEntry.class::cast).toList());
  }

  private static Set<String> providers(ZipFile file, String service) throws IOException {
    ZipEntry entry = file.getEntry(service);
    if (entry == null) {
      return Set.of();
    }
    try (InputStream in = file.getInputStream(entry)) {
      Set<String> providers = new TreeSet<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .forEach(providers::add);
      return providers;
    }
  }

  private Set<String> names() throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      Set<String> names = new TreeSet<>();
      file.stream().map(ZipEntry::getName).forEach(names::add);
      return names;
    }
  }
}
