package dev.headrace.cli.demo;

import dev.headrace.pipeline.FilePattern;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** Plays the one who lands files: each is created once, so that a demo can be taken up again. */
record Landing(ObjectStore bucket, FilePattern pattern) {

  void files(Days.Day day) {
    for (Path file : day.files()) {
      create(pattern.folder(day.key()) + file.getFileName(), read(file), "application/gzip");
    }
  }

  void marker(Days.Day day, String marker) {
    create(pattern.folder(day.key()) + marker, new byte[0], "text/plain");
  }

  private void create(String name, byte[] bytes, String type) {
    WriteResult result = bucket.create(name, new Content(bytes, type, new TreeMap<>()));
    if (result instanceof WriteResult.Unknown unknown) {
      throw new IllegalStateException("landing " + name + ": " + unknown.reason());
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
