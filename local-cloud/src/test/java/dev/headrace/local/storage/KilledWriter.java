package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.local.clock.LocalClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Writes without end and says so after each write, until it is killed. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ObjectStorage storage =
        ObjectStorage.open(
            folder.resolve("storage"), LocalClock.open(folder), false, ChangeFeed.NONE);
    Random random = new Random(arguments[1].hashCode());
    for (int i = 0; ; i++) {
      ObjectKey key = new ObjectKey("control", arguments[1] + "-" + i % 50);
      byte[] content = new byte[random.nextInt(20_000)];
      random.nextBytes(content);
      Optional<StoredObject> current = storage.find(key);
      StoredObject made =
          storage.put(
              key,
              Attributes.ofType("a/b"),
              new ByteArrayInputStream(content),
              current
                  .map(found -> Conditions.generation(found.generation()))
                  .orElse(Conditions.ABSENT));
      System.out.write((key.name() + " " + made.generation() + " .\n").getBytes(UTF_8));
      System.out.flush();
      if (i % 97 == 0) {
        storage.compact();
      }
      storage.get(key, OptionalLong.empty());
    }
  }
}
