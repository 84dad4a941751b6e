package dev.headrace.definition;

import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Work;

/** What only a {@code spark} stage says: which class of its jar, and what that class is. */
record JarStage(Fields fields) {
  void check(CodeFiles code, Problems problems) {
    checkOneClass(problems);
    if (isTransform() && fields.isRight() && !fields.writes(StageKeys.WRITES_BY_CLASS)) {
      problems.add(
          fields.placeOf(StageKeys.CLASS),
          "gives rows, and \"writes\" does not say to which table. Write it, or name a class with"
              + " a main method under \"main\".");
    }
    if (fields.writes(StageKeys.MAIN) && fields.writes(StageKeys.WRITES_BY_CLASS)) {
      problems.add(
          fields.placeOf(StageKeys.WRITES_BY_CLASS),
          "a main method publishes by itself, and no table is written for it. Delete \"writes\","
              + " or name a Transform under \"class\".");
    }
    fields.found(StageKeys.SPARK).ifPresent(jar -> checkJar(jar, code, problems));
  }

  private void checkOneClass(Problems problems) {
    boolean both = isTransform() && fields.writes(StageKeys.MAIN);
    boolean neither = !isTransform() && !fields.writes(StageKeys.MAIN);
    // A key that is wrong was most likely meant to be the one.
    if (both || (neither && fields.isRight())) {
      problems.add(
          fields.place(),
          "must have exactly one of class and main: a class that gives rows, or one with a main"
              + " method. Keep or write one.");
    }
  }

  private void checkJar(Found<String> jar, CodeFiles code, Problems problems) {
    code.readJar(jar, problems)
        .ifPresent(
            classes -> {
              fields
                  .found(StageKeys.CLASS)
                  .ifPresent(name -> classes.check(name, jar.value(), problems));
              fields
                  .found(StageKeys.MAIN)
                  .ifPresent(name -> classes.check(name, jar.value(), problems));
            });
  }

  private boolean isTransform() {
    return fields.writes(StageKeys.CLASS);
  }

  Work build(CodeFiles code) {
    Code jar = code.get(fields.the(StageKeys.SPARK));
    return isTransform()
        ? new Work.Transform(
            jar, fields.the(StageKeys.CLASS), fields.the(StageKeys.WRITES_BY_CLASS))
        : new Work.Main(jar, fields.the(StageKeys.MAIN));
  }
}
