package dev.headrace.functions.console;

import dev.headrace.engine.CorruptDocumentException;
import dev.headrace.functions.console.View.Link;
import dev.headrace.functions.console.View.Problem;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import java.util.List;
import java.util.stream.Stream;

/** What is said where there is nothing to show: the problem, and where to go. */
final class Problems {
  private static final Link HOME = new Link("", "All pipelines");

  private Problems() {}

  static Problem noPage(RequestPath path) {
    return new Problem(
        404,
        "There is no such page",
        "Nothing stands at \"" + path.text() + "\". Runs stand at pipelines/NAME/runs/KEY.",
        List.of(HOME));
  }

  static Problem noPipeline(String name, List<PipelineName> deployed) {
    String known =
        deployed.isEmpty()
            ? "No pipeline is deployed yet: \"headrace deploy\" does that."
            : "These are deployed:";
    return new Problem(
        404,
        "There is no such pipeline",
        "No pipeline is called \"" + name + "\". " + known,
        Stream.concat(
                deployed.stream().map(n -> new Link("pipelines/" + n, n.value())), Stream.of(HOME))
            .toList());
  }

  static Problem noRun(RunKey key) {
    return new Problem(
        404,
        "There is no such run",
        "Pipeline \""
            + key.pipeline()
            + "\" has no run for \""
            + key.interval()
            + "\". Its interval may not be due yet.",
        List.of(
            new Link("pipelines/" + key.pipeline() + "/explain/" + key.interval(), "Why not?"),
            runs(key.pipeline())));
  }

  static Problem noKey(PipelineName pipeline, String key) {
    return new Problem(
        404,
        "There is no such interval",
        "\""
            + key
            + "\" is no key of an interval. Keys look like 2001-05-14, 2001-05-14T13, 2001-W20 or"
            + " 2001-05.",
        List.of(runs(pipeline)));
  }

  static Problem noInterval(RunKey key, String why) {
    return new Problem(
        404, "There is no such interval", sentence(why), List.of(runs(key.pipeline())));
  }

  /** What a failure to look means for the reader. */
  static Problem of(RuntimeException failure) {
    if (failure instanceof StoreUnavailableException) {
      return new Problem(
          503,
          "The storage does not answer",
          "Runs are not affected by this page. Load it again in a moment.",
          List.of(HOME));
    }
    if (failure instanceof StoreRefusedException) {
      return new Problem(
          500,
          "The storage refuses to answer",
          "The console's account may lack the right to read the control or landing bucket:"
              + " \"headrace doctor\" checks that.",
          List.of(HOME));
    }
    if (failure instanceof CorruptDocumentException corrupt) {
      return new Problem(
          500,
          "A document cannot be read",
          sentence(corrupt.getMessage()) + " It is left as it is.",
          List.of(HOME));
    }
    return new Problem(500, "This page failed", "The log of the console says why.", List.of(HOME));
  }

  private static Link runs(PipelineName pipeline) {
    return new Link("pipelines/" + pipeline, "Runs of " + pipeline);
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
