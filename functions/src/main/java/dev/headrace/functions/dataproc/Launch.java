package dev.headrace.functions.dataproc;

import dev.headrace.functions.SpecLabels;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import java.util.ArrayList;
import java.util.List;

/** What Dataproc starts for a job spec, whichever way it runs the job. Pure. */
sealed interface Launch {
  <R> R match(Cases<R> cases);

  /** A class, from jars of which the first holds what is in several. */
  record Spark(String mainClass, List<String> jars, List<String> arguments) implements Launch {
    public Spark {
      jars = List.copyOf(jars);
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.spark(this);
    }
  }

  /**
   * A Python file.
   *
   * @param jars for the JVM beside it
   */
  record Python(String main, List<String> jars, List<String> arguments) implements Launch {
    public Python {
      jars = List.copyOf(jars);
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.python(this);
    }
  }

  /** One method per kind of program. */
  interface Cases<R> {
    R spark(Spark spark);

    R python(Python python);
  }

  /**
   * What is started for this job.
   *
   * @throws IllegalArgumentException when the spec is larger than a job service is given, or of a
   *     load
   */
  static Launch of(JobSpec spec) {
    return spec.work().match(new OfWork(spec.program(), SpecLabels.arguments(spec)));
  }

  /** By the kind of work. */
  record OfWork(String program, List<String> arguments) implements JobWork.Cases<Launch> {
    private static final String MAIN_CLASS = "dev.headrace.spark.JobMain";

    @Override
    public Launch sql(JobWork.Sql work) {
      return spark();
    }

    @Override
    public Launch snapshot(JobWork.Snapshot work) {
      return spark();
    }

    @Override
    public Launch train(JobWork.Train work) {
      return python();
    }

    @Override
    public Launch grade(JobWork.Grade work) {
      return spark();
    }

    @Override
    public Launch score(JobWork.Score work) {
      return spark();
    }

    @Override
    public Launch transform(JobWork.Transform work) {
      return spark(work.jar());
    }

    @Override
    public Launch main(JobWork.Main work) {
      return spark(work.jar());
    }

    @Override
    public Launch python(JobWork.Python work) {
      return python(work.jobs());
    }

    @Override
    public Launch load(JobWork.Load work) {
      throw new IllegalArgumentException("Dataproc does not run loads: BigQuery does");
    }

    private Launch spark(String... users) {
      List<String> jars = new ArrayList<>(List.of(program));
      jars.addAll(List.of(users));
      return new Spark(MAIN_CLASS, jars, arguments);
    }

    private Launch python(String... jars) {
      return new Python(program, List.of(jars), arguments);
    }
  }
}
