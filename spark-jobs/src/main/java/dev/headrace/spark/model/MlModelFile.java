package dev.headrace.spark.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What lets MLflow load a version from its folder; a by-product of the manifest. */
final class MlModelFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private MlModelFile() {}

  static SortedMap<String, byte[]> files(
      List<String> features,
      SortedMap<String, String> libraries,
      Instant created,
      String contentSha256,
      long deltaVersion) {
    String python = libraries.getOrDefault("python", "3.11.7");
    String xgboost = libraries.getOrDefault("xgboost", "3.2.0");
    SortedMap<String, byte[]> files = new TreeMap<>();
    String inputs =
        features.stream()
            .map(f -> "{\"name\": \"" + f + "\", \"type\": \"float\", \"required\": true}")
            .collect(Collectors.joining(", "));
    put(
        files,
        "MLmodel",
        """
        flavors:
          python_function: {loader_module: mlflow.xgboost, data: model.ubj, python_version: %s, env: {conda: conda.yaml, virtualenv: python_env.yaml}}
          xgboost: {xgb_version: %s, data: model.ubj, model_class: xgboost.core.Booster, model_format: ubj, code: null}
        signature:
          inputs: '[%s]'
          outputs: '[{"name": "probability", "type": "float"}]'
        utc_time_created: '%s'
        model_uuid: %s
        metadata: {headrace_model: model.json, delta_version: %d}
        """
            .formatted(
                python,
                xgboost,
                inputs,
                TIME.format(created.atOffset(ZoneOffset.UTC)),
                contentSha256.substring(0, 32),
                deltaVersion));
    put(files, "requirements.txt", "mlflow==3.17.2\nxgboost-cpu==%s\n".formatted(xgboost));
    put(
        files,
        "python_env.yaml",
        "python: %s\nbuild_dependencies: [pip]\ndependencies: [-r requirements.txt]\n"
            .formatted(python));
    put(
        files,
        "conda.yaml",
        """
        name: headrace
        channels: [conda-forge]
        dependencies: [python=%s, pip, {pip: [-r requirements.txt]}]
        """
            .formatted(python));
    return files;
  }

  private static void put(SortedMap<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
