package dev.headrace.cli.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.json.Json;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands in a package, for whoever deploys it: maps with stable keys, so that a pipeline that
 * is added or removed changes its own entries only.
 *
 * @param manifestVersion of this form: {@link #VERSION}
 * @param functions the jar of the functions, from which all of them are deployed
 * @param functionsZip the same jar in an archive, which is what Cloud Functions builds from
 * @param objects what to upload, by its path in the package; names carry the content's hash, so
 *     nothing is ever overwritten
 * @param pipelines what is in force when this package is, by name
 */
record Manifest(
    int manifestVersion,
    PackagedFile functions,
    PackagedFile functionsZip,
    SortedMap<String, PackagedObject> objects,
    SortedMap<String, PackagedPipeline> pipelines) {
  /** The form that this code writes. */
  static final int VERSION = 1;

  Manifest {
    objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    pipelines = Collections.unmodifiableSortedMap(new TreeMap<>(pipelines));
  }

  /** A file of the package, by its path in it. */
  record PackagedFile(String path, String sha256, long bytes) {}

  /**
   * Where a file of the package belongs.
   *
   * @param bucket by its purpose: {@code control} or {@code code}
   * @param name of the object
   */
  record PackagedObject(String bucket, String name, String sha256, String contentType) {}

  /**
   * A pipeline.
   *
   * @param definition the hash of its definition
   * @param schedule {@code cron} and {@code timeZone} of its Scheduler job; null if it has none:
   *     for Terraform a missing attribute is an error
   * @param inputs where its files land, by the name of the input
   */
  record PackagedPipeline(
      String definition,
      String description,
      String owner,
      JsonNode schedule,
      SortedMap<String, Landing> inputs) {
    PackagedPipeline {
      inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }
  }

  /** The part of the landing bucket in which the files of an input land. */
  record Landing(String bucket, String prefix) {}

  /** As it is written. */
  String text() {
    return Json.pretty(this) + "\n";
  }
}
