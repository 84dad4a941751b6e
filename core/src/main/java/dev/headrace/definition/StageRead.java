package dev.headrace.definition;

import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.TableName;

/**
 * Something a stage reads.
 *
 * @param name what its code calls it
 * @param place where the table or input is named
 * @param target the table or input
 */
record StageRead(String name, Place place, String target, Fields fields) {
  static StageRead of(Entries.Entry<Fields> entry, Fields fields) {
    return fields
        .found(StageKeys.TABLE)
        .map(found -> new StageRead(entry.name(), found.place(), found.value(), fields))
        .orElse(new StageRead(entry.name(), entry.place(), entry.name(), fields));
  }

  void check(Declared declared, Problems problems) {
    boolean unread = fields.writes(StageKeys.TABLE) && fields.found(StageKeys.TABLE).isEmpty();
    if (!unread && !declared.isTable(target) && !declared.isInput(target)) {
      String question = Nearest.question(target, declared.names());
      problems.add(
          place,
          "no table named "
              + Quoted.of(target)
              + "."
              + (question.isEmpty() ? " Declare it under tables, or under inputs." : question));
    }
    if (declared.isInput(target) && fields.writes(StageKeys.LAST)) {
      problems.add(
          fields.placeOf(StageKeys.LAST),
          "only tables are read over several intervals, but "
              + Quoted.of(target)
              + " is an input. Delete \"last\".");
    }
  }

  /** How many intervals are read. */
  int intervals() {
    return fields.value(StageKeys.LAST).orElse(1);
  }

  Read build(Declared declared) {
    return declared.isInput(target)
        ? new Read.Files(target)
        : new Read.Rows(new TableName(target), intervals());
  }
}
