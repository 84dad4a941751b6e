package dev.headrace.definition;

import dev.headrace.pipeline.Input;

/** One of the {@code inputs} of a file. */
record InputSection(Fields fields) {
  void check(Problems problems) {
    fields.value(InputKeys.COLUMNS).map(Columns::new).ifPresent(c -> c.check(problems));
  }

  Input build() {
    return new Input(
        fields.the(InputKeys.FILES),
        complete(fields.the(InputKeys.COMPLETE)),
        fields.value(InputKeys.DEADLINE).map(InputSection::deadline),
        fields.value(InputKeys.LATE).map(InputSection::late),
        fields.the(InputKeys.FORMAT),
        new Columns(fields.the(InputKeys.COLUMNS)).build(),
        fields.the(InputKeys.MAX_CORRUPT_SHARE));
  }

  private static Input.Complete complete(Fields complete) {
    return new Input.Complete(
        complete.value(InputKeys.MARKER), complete.value(InputKeys.COUNT).map(Math::toIntExact));
  }

  private static Input.InputDeadline deadline(Fields deadline) {
    return new Input.InputDeadline(deadline.the(InputKeys.AFTER), deadline.the(InputKeys.THEN));
  }

  private static Input.Late late(Fields late) {
    return new Input.Late(late.the(InputKeys.RERUN), late.the(InputKeys.WITHIN));
  }
}
