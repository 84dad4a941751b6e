package dev.headrace.functions.bigquery;

import com.google.api.services.bigquery.model.Dataset;
import com.google.api.services.bigquery.model.DatasetReference;
import com.google.api.services.bigquery.model.HivePartitioningOptions;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobConfigurationLoad;
import com.google.api.services.bigquery.model.JobConfigurationQuery;
import com.google.api.services.bigquery.model.JobReference;
import com.google.api.services.bigquery.model.ParquetOptions;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableReference;
import dev.headrace.functions.SpecLabels;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.pipeline.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What is asked of BigQuery. Pure.
 *
 * @param region where data sets are that name no location
 */
record LoadRequests(String project, String region, String installation) {
  /** The most files that one load job takes. */
  static final int MOST_FILES = 10_000;

  String location(JobWork.Load load) {
    return load.location().orElse(region);
  }

  Dataset dataset(JobWork.Load load) {
    return new Dataset()
        .setDatasetReference(
            new DatasetReference().setProjectId(project).setDatasetId(load.dataset()))
        .setLocation(location(load));
  }

  /** The table as it is made when there is none: the interval column is its last. */
  Table table(JobWork.Load load) {
    List<Column> columns = new ArrayList<>(inFiles(load));
    load.columns().stream()
        .filter(column -> column.name().equals(load.intervalColumn()))
        .forEach(columns::add);
    return new Table()
        .setTableReference(reference(load, ""))
        .setSchema(LoadSchema.of(columns))
        .setTimePartitioning(LoadPartition.of(load));
  }

  /** Delta keeps the interval column in the folders' names, not in the files. */
  private static List<Column> inFiles(JobWork.Load load) {
    return load.columns().stream()
        .filter(column -> !column.name().equals(load.intervalColumn()))
        .toList();
  }

  private TableReference reference(JobWork.Load load, String decorator) {
    return new TableReference()
        .setProjectId(project)
        .setDatasetId(load.dataset())
        .setTableId(load.into() + decorator);
  }

  /**
   * The job that replaces the interval's partition with the rows of these files.
   *
   * @throws IllegalArgumentException when they are too many
   */
  Job job(JobId id, JobSpec spec, JobWork.Load load, Duration timeout, List<String> files) {
    if (files.size() > MOST_FILES) {
      throw new IllegalArgumentException(
          "the interval has "
              + files.size()
              + " files, and a load takes at most "
              + MOST_FILES
              + ": write fewer and larger ones");
    }
    JobConfiguration configuration =
        new JobConfiguration().setLabels(labels(spec)).setJobTimeoutMs(timeout.toMillis());
    TableReference partition =
        reference(load, "$" + LoadPartition.decorator(load, spec.interval()));
    if (files.isEmpty()) {
      configuration.setQuery(nothing(load, partition));
    } else {
      configuration.setLoad(load(load, partition, files));
    }
    return new Job()
        .setJobReference(
            new JobReference()
                .setProjectId(project)
                .setJobId(id.value())
                .setLocation(location(load)))
        .setConfiguration(configuration);
  }

  private static JobConfigurationLoad load(
      JobWork.Load load, TableReference partition, List<String> files) {
    return new JobConfigurationLoad()
        .setSourceFormat("PARQUET")
        .setSourceUris(files)
        .setDestinationTable(partition)
        .setSchema(LoadSchema.of(inFiles(load)))
        .setHivePartitioningOptions(
            new HivePartitioningOptions()
                .setMode("CUSTOM")
                .setSourceUriPrefix(
                    load.uri()
                        + "/{"
                        + load.intervalColumn()
                        + (LoadPartition.isDate(load) ? ":DATE}" : ":STRING}")))
        .setParquetOptions(new ParquetOptions().setEnableListInference(true))
        .setCreateDisposition("CREATE_NEVER")
        .setWriteDisposition("WRITE_TRUNCATE")
        .setSchemaUpdateOptions(List.of("ALLOW_FIELD_ADDITION"));
  }

  /** A load needs a file: an interval without one is replaced by a query without rows. */
  private static JobConfigurationQuery nothing(JobWork.Load load, TableReference partition) {
    return new JobConfigurationQuery()
        .setQuery("SELECT * FROM " + load.into() + " WHERE FALSE")
        .setUseLegacySql(false)
        .setDefaultDataset(
            new DatasetReference()
                .setProjectId(partition.getProjectId())
                .setDatasetId(load.dataset()))
        .setDestinationTable(partition)
        .setCreateDisposition("CREATE_NEVER")
        .setWriteDisposition("WRITE_TRUNCATE");
  }

  /** What every job of this spec carries, and no other spec's job does. */
  SortedMap<String, String> labels(JobSpec spec) {
    return SpecLabels.of(installation, spec);
  }
}
