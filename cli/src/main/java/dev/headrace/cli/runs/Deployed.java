package dev.headrace.cli.runs;

import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Nearest;
import dev.headrace.cli.environment.Environment;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Engine;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import java.util.List;
import java.util.Optional;

/**
 * What is deployed in an environment, found by the names that people write.
 *
 * @param environment its name
 */
public record Deployed(String environment, Engine engine) {
  /** What is deployed there. */
  public static Deployed in(Environment environment) {
    return new Deployed(environment.name(), environment.engine());
  }

  /**
   * The pipelines that can be read, and what keeps others from being read; a failure when there is
   * none.
   */
  public Deployments.Survey survey() {
    Deployments.Survey survey = engine.deployments().survey();
    if (survey.deployed().isEmpty() && !survey.corrupt().isEmpty()) {
      throw survey.corrupt().get(0);
    }
    if (survey.deployed().isEmpty()) {
      throw Failure.notFound(
          "No pipeline is deployed in \"" + environment + "\".",
          "Deploy one with \"headrace deploy FILE\".");
    }
    return survey;
  }

  /** All pipelines that can be read; a failure when there is none. */
  public List<Deployments.Deployed> pipelines() {
    return survey().deployed();
  }

  /** The pipeline of that name. */
  public Deployments.Deployed pipeline(String name) {
    Optional<PipelineName> wanted =
        PipelineName.FORM.matcher(name).matches()
            ? Optional.of(new PipelineName(name))
            : Optional.empty();
    return wanted
        .flatMap(engine.deployments()::find)
        .orElseThrow(
            () -> {
              List<String> names = pipelines().stream().map(d -> d.name().value()).toList();
              return Failure.notFound(
                  "No pipeline \"" + name + "\" is deployed in \"" + environment + "\".",
                  "There is " + String.join(", ", names) + "." + Nearest.hint(name, names));
            });
  }

  /** The pipeline of that name, or the only one when none is named. */
  public Deployments.Deployed pipeline(Optional<String> name) {
    return name.map(this::pipeline).orElseGet(this::only);
  }

  private Deployments.Deployed only() {
    List<Deployments.Deployed> all = pipelines();
    if (all.size() > 1) {
      throw Failure.usage(
          "Several pipelines are deployed in \"" + environment + "\": which one?",
          "Name one of "
              + String.join(", ", all.stream().map(d -> d.name().value()).toList())
              + ".");
    }
    return all.get(0);
  }

  /**
   * The key that a person wrote: {@code pipeline/interval}, or only the interval where one pipeline
   * is deployed.
   */
  public RunKey key(String written) {
    int slash = written.indexOf('/');
    Optional<String> pipeline =
        slash < 0 ? Optional.empty() : Optional.of(written.substring(0, slash));
    return new RunKey(pipeline(pipeline).name(), written.substring(slash + 1));
  }

  /** The run that a person named. */
  public Run run(String written) {
    RunKey key = key(written);
    return engine
        .run(key)
        .orElseThrow(
            () -> {
              List<String> keys =
                  engine.runs(key.pipeline()).stream().map(RunKey::interval).toList();
              return Failure.notFound(
                  "There is no run "
                      + key
                      + " in \""
                      + environment
                      + "\"."
                      + Nearest.hint(key.interval(), keys),
                  "\"headrace explain "
                      + key.pipeline()
                      + " "
                      + key.interval()
                      + "\" says why; \"headrace runs "
                      + key.pipeline()
                      + "\" lists those that are there.");
            });
  }
}
