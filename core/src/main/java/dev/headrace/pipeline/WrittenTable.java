package dev.headrace.pipeline;

import java.util.Optional;

/** What {@link Work#written()} says of each kind. A load copies a table and writes none. */
final class WrittenTable implements Work.Cases<Optional<TableName>> {
  @Override
  public Optional<TableName> sql(Work.Sql sql) {
    return Optional.of(sql.writes());
  }

  @Override
  public Optional<TableName> snapshot(Work.Snapshot snapshot) {
    return Optional.empty();
  }

  @Override
  public Optional<TableName> train(Work.Train train) {
    return Optional.empty();
  }

  @Override
  public Optional<TableName> grade(Work.Grade grade) {
    return Optional.empty();
  }

  @Override
  public Optional<TableName> score(Work.Score score) {
    return Optional.of(score.writes());
  }

  @Override
  public Optional<TableName> transform(Work.Transform transform) {
    return Optional.of(transform.writes());
  }

  @Override
  public Optional<TableName> main(Work.Main main) {
    return Optional.empty();
  }

  @Override
  public Optional<TableName> python(Work.Python python) {
    return Optional.of(python.writes());
  }

  @Override
  public Optional<TableName> load(Work.Load load) {
    return Optional.empty();
  }
}
