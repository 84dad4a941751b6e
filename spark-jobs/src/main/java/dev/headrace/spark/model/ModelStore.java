package dev.headrace.spark.model;

import dev.headrace.job.ErrorClass;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.store.LakeFiles;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Versions of one model and the log of its champions. Nothing in it is ever overwritten.
 *
 * @param uri {@code gs://lake/models/<model>}
 */
record ModelStore(LakeFiles files, String uri) {
  static final String MODEL = "model.ubj";
  private static final Pattern ENTRY = Pattern.compile("\\d{20}\\.json");

  /** A version that is registered, with the hash of its manifest's bytes. */
  record Registered(Manifest manifest, String manifestSha256) {}

  /** A version by name; empty when its manifest is not there. */
  Optional<Registered> find(String version) throws IOException {
    Optional<byte[]> bytes = files.read(folder(version) + Manifest.NAME);
    return bytes.map(b -> new Registered(Json.read(b, Manifest.class), Sha256.hex(b)));
  }

  /**
   * A version as an entry names it.
   *
   * @throws JobFailure when it is missing or not what the entry says
   */
  Registered require(String version, String manifestSha256) throws IOException {
    Registered found =
        find(version)
            .orElseThrow(() -> damaged(version, "its " + Manifest.NAME + " does not exist"));
    if (!found.manifestSha256().equals(manifestSha256)) {
      throw damaged(version, "its " + Manifest.NAME + " is not the one that was promoted");
    }
    return found;
  }

  /** The model's bytes, as the manifest vouches for them. */
  byte[] model(Manifest manifest) throws IOException {
    byte[] bytes = files.require(folder(manifest.version()) + MODEL);
    if (!Sha256.hex(bytes).equals(manifest.file(MODEL).sha256())) {
      throw damaged(manifest.version(), MODEL + " has changed since it was registered");
    }
    return bytes;
  }

  /**
   * Puts a version: its files, then the manifest. Where the same content is registered already,
   * that is the version.
   *
   * @throws JobFailure when the name is taken by other content
   */
  Registered register(Manifest manifest, SortedMap<String, byte[]> contents) throws IOException {
    Optional<Registered> before = find(manifest.version());
    if (before.isEmpty()) {
      for (Map.Entry<String, byte[]> file : contents.entrySet()) {
        files.create(folder(manifest.version()) + file.getKey(), file.getValue());
      }
      files.create(folder(manifest.version()) + Manifest.NAME, Json.bytes(manifest));
    }
    Registered registered = find(manifest.version()).orElseThrow();
    if (!registered.manifest().contentSha256().equals(manifest.contentSha256())) {
      throw damaged(manifest.version(), "another content has that name");
    }
    return registered;
  }

  /** The entry that leads. */
  Optional<PointerEntry> champion() throws IOException {
    List<String> entries =
        files.names(log()).stream().filter(name -> ENTRY.matcher(name).matches()).toList();
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    String newest = entries.get(entries.size() - 1);
    return Optional.of(Json.read(files.require(log() + "/" + newest), PointerEntry.class));
  }

  /** Appends an entry; false when another writer took its number. */
  boolean promote(PointerEntry entry) throws IOException {
    String name = String.format(Locale.ROOT, "%s/%020d.json", log(), entry.seq());
    return files.create(name, Json.bytes(entry)) == LakeFiles.Created.CREATED;
  }

  private String log() {
    return uri + "/aliases/champion";
  }

  private String folder(String version) {
    return uri + "/versions/" + version + "/";
  }

  private JobFailure damaged(String version, String how) {
    return new JobFailure(
        ErrorClass.DATA, "model version " + version + " cannot be used: " + how + " (" + uri + ")");
  }
}
