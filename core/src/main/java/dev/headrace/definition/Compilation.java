package dev.headrace.definition;

import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Pipeline;
import java.util.List;

/** What became of a pipeline file. */
public sealed interface Compilation {
  <R> R match(Cases<R> cases);

  /**
   * The file is right.
   *
   * @param files the files of the folder that the pipeline uses, by path: what a deploy uploads
   * @param warnings what is allowed and surely not meant, in file order
   */
  record Compiled(Pipeline pipeline, List<Code> files, List<Problem> warnings)
      implements Compilation {
    public Compiled {
      warnings = List.copyOf(warnings);
      files = List.copyOf(files);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compiled(this);
    }
  }

  /** The file is wrong: every problem that was found, at least one, in file order. */
  record Refused(List<Problem> problems) implements Compilation {
    public Refused {
      problems = List.copyOf(problems);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.refused(this);
    }
  }

  /** One method per result. */
  interface Cases<R> {
    R compiled(Compiled result);

    R refused(Refused result);
  }
}
