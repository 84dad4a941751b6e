package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/** By which API work was submitted: both carry the same programs, and say it in other fields. */
enum WorkKind {
  BATCH("locations", "batches", "sparkBatch", "pysparkBatch"),
  JOB("regions", "jobs", "sparkJob", "pysparkJob");

  private final String places;
  private final String collection;
  private final String spark;
  private final String python;

  WorkKind(String places, String collection, String spark, String python) {
    this.places = places;
    this.collection = collection;
    this.spark = spark;
    this.python = python;
  }

  /** The field of a program for Spark. */
  String sparkField() {
    return spark;
  }

  /** The field of a Python script. */
  String pythonField() {
    return python;
  }

  /** {@code projects/P/locations/R/batches/ID}. */
  String fullName(String project, String region, String id) {
    return "projects/" + project + "/" + places + "/" + region + "/" + collection + "/" + id;
  }

  boolean isSpark(ObjectNode spec) {
    return spec.has(spark);
  }

  /** The program: what runs, with its files and arguments. */
  JsonNode program(ObjectNode spec) {
    return spec.path(isSpark(spec) ? spark : python);
  }

  JsonNode properties(ObjectNode spec) {
    return switch (this) {
      case BATCH -> spec.at("/runtimeConfig/properties");
      case JOB -> program(spec).path("properties");
    };
  }

  /** How long it may run; only batches have a limit. */
  Optional<Duration> ttl(ObjectNode spec) {
    return switch (this) {
      case BATCH -> {
        String text = spec.at("/environmentConfig/executionConfig/ttl").asText();
        yield Optional.of(text.isEmpty() ? Duration.ofHours(4) : ProtoDuration.parse(text));
      }
      case JOB -> Optional.empty();
    };
  }
}
