package dev.headrace.spark.read;

import dev.headrace.pipeline.Column;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.JobFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file has every declared column. (Spark reads a missing one as nulls without a word; a
 * column of another type it refuses by itself.)
 */
record ParquetFooter(Attempt attempt, List<Column> columns) implements FileForm.Check {

  @Override
  public void check(String uri) throws IOException {
    List<String> found = new ArrayList<>();
    for (Type field : schema(uri).getFields()) {
      found.add(field.getName());
    }
    List<String> missing =
        columns.stream()
            .map(Column::name)
            .filter(name -> found.stream().noneMatch(name::equalsIgnoreCase))
            .toList();
    if (!missing.isEmpty()) {
      throw JobFailure.data(
          uri
              + ": no column "
              + String.join(", ", missing)
              + ". Expected "
              + String.join(", ", columns.stream().map(Column::name).toList())
              + "; found "
              + String.join(", ", found)
              + ".");
    }
  }

  private MessageType schema(String uri) throws IOException {
    Configuration settings = attempt.spark().sessionState().newHadoopConf();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(uri), settings))) {
      return reader.getFileMetaData().getSchema();
    }
  }
}
