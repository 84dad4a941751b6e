package dev.headrace.spark.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Scores the rows of a partition in batches, with a model of its own: one that all tasks share
 * would make them wait for each other.
 *
 * @param kept how many leading columns go through as they are; the features follow, as floats
 */
record RowScoring(Broadcast<byte[]> model, int kept, int features)
    implements MapPartitionsFunction<Row, Row> {
  private static final int BATCH = 4096;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return rows.hasNext() ? new Batches(rows) : List.<Row>of().iterator();
  }

  private final class Batches implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final XgbScorer scorer = new XgbScorer(model.value(), features);
    private final float[] matrix = new float[BATCH * features];
    private Iterator<Row> scored = List.<Row>of().iterator();

    Batches(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (!scored.hasNext() && rows.hasNext()) {
        scored = next(BATCH);
      }
      if (!scored.hasNext()) {
        scorer.close();
      }
      return scored.hasNext();
    }

    @Override
    public Row next() {
      return scored.next();
    }

    private Iterator<Row> next(int most) {
      List<Row> batch = new ArrayList<>(most);
      while (batch.size() < most && rows.hasNext()) {
        Row row = rows.next();
        fill(row, batch.size());
        batch.add(row);
      }
      float[] scores = scorer.score(matrix, batch.size());
      for (int i = 0; i < scores.length; i++) {
        batch.set(i, with(batch.get(i), scores[i]));
      }
      return batch.iterator();
    }

    private void fill(Row row, int at) {
      for (int j = 0; j < features; j++) {
        int column = kept + j;
        matrix[at * features + j] = row.isNullAt(column) ? Float.NaN : row.getFloat(column);
      }
    }

    private Row with(Row row, float score) {
      Object[] values = new Object[kept + 1];
      for (int j = 0; j < kept; j++) {
        values[j] = row.get(j);
      }
      values[kept] = (double) score;
      return RowFactory.create(values);
    }
  }
}
