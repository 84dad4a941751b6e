package dev.headrace.definition;

import dev.headrace.pipeline.Deadline;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Retries;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The whole of a file: first checked, then, without a problem, built. */
final class PipelineSection {
  private final Fields fields;
  private final LocalDate today;
  private final CodeFiles code;
  private final Declared declared;
  private final StagesSection stages;

  PipelineSection(Fields fields, LocalDate today, CodeFiles code) {
    this.fields = fields;
    this.today = today;
    this.code = code;
    this.declared = Declared.of(fields);
    this.stages = new StagesSection(fields.value(PipelineKeys.STAGES).orElse(Entries.none()));
  }

  void check(Problems problems) {
    schedule().ifPresent(s -> s.check(problems));
    declared.check(schedule().flatMap(ScheduleSection::every), problems);
    stages.check(declared, schedule(), code, problems);
    fields.value(PipelineKeys.RETRIES).ifPresent(r -> checkBackoff(r, problems));
  }

  private static void checkBackoff(Fields retries, Problems problems) {
    Optional<Fields> backoff = retries.value(PipelineKeys.BACKOFF);
    boolean known =
        backoff.isPresent()
            && backoff.get().value(PipelineKeys.FIRST).isPresent()
            && backoff.get().value(PipelineKeys.MAX).isPresent();
    if (known
        && backoff.get().the(PipelineKeys.FIRST).compareTo(backoff.get().the(PipelineKeys.MAX))
            > 0) {
      problems.add(
          backoff.get().placeOf(PipelineKeys.FIRST), "must not be above max. Write a larger max.");
    }
  }

  /** What is allowed in a file without problems, and surely not meant. */
  void warn(Problems warnings) {
    Optional<Fields> deadline = fields.value(PipelineKeys.DEADLINE);
    if (deadline.isEmpty() || schedule().isEmpty()) {
      return;
    }
    Duration due = schedule().get().dueAfterEnd();
    if (deadline.get().the(PipelineKeys.AFTER).compareTo(due) <= 0) {
      warnings.add(
          deadline.get().placeOf(PipelineKeys.AFTER),
          "every run misses it: a run falls due "
              + Times.text(due)
              + " after its interval's end. Write more than that.");
    }
  }

  /** The pipeline of a file without problems; that it is too large shows only now. */
  Pipeline build(Problems problems) {
    Pipeline pipeline = build();
    stages.checkSizes(pipeline, problems);
    return pipeline;
  }

  private Pipeline build() {
    return new Pipeline(
        fields.the(PipelineKeys.PIPELINE),
        fields.the(PipelineKeys.DESCRIPTION),
        fields.the(PipelineKeys.OWNER),
        schedule().map(ScheduleSection::build),
        fields.the(PipelineKeys.OVERLAP),
        inputs(),
        tables(),
        stages.build(declared, code, fields.the(PipelineKeys.PLACEMENT).cluster()),
        fields.value(PipelineKeys.RETRIES).map(PipelineSection::retries).orElse(Retries.DEFAULT),
        fields.value(PipelineKeys.DEADLINE).map(PipelineSection::deadline));
  }

  private Optional<ScheduleSection> schedule() {
    return fields.value(PipelineKeys.SCHEDULE).map(s -> new ScheduleSection(s, today));
  }

  private SortedMap<String, Input> inputs() {
    SortedMap<String, Input> inputs = new TreeMap<>();
    declared
        .inputs()
        .all()
        .forEach(e -> inputs.put(e.name(), new InputSection(e.value().orElseThrow()).build()));
    return inputs;
  }

  private SortedMap<TableName, Table> tables() {
    SortedMap<TableName, Table> tables = new TreeMap<>();
    for (Entries.Entry<Fields> entry : declared.tables().all()) {
      Table table = new TableSection(entry.name(), entry.value().orElseThrow()).build();
      tables.put(table.name(), table);
    }
    return tables;
  }

  private static Retries retries(Fields retries) {
    return new Retries(
        Math.toIntExact(retries.the(PipelineKeys.USER)),
        Math.toIntExact(retries.the(PipelineKeys.DATA)),
        Math.toIntExact(retries.the(PipelineKeys.PLATFORM)),
        Math.toIntExact(retries.the(PipelineKeys.TIMEOUT)),
        Math.toIntExact(retries.the(PipelineKeys.LOST)),
        retries
            .value(PipelineKeys.BACKOFF)
            .map(
                b ->
                    new Retries.Backoff(
                        b.the(PipelineKeys.FIRST),
                        b.the(PipelineKeys.FACTOR),
                        b.the(PipelineKeys.MAX)))
            .orElse(Retries.DEFAULT.backoff()));
  }

  private static Deadline deadline(Fields deadline) {
    return new Deadline(
        deadline.the(PipelineKeys.AFTER),
        ExpectationSection.values(deadline.the(PipelineKeys.NOTIFY)));
  }
}
