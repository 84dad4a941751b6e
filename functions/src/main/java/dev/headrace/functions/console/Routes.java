package dev.headrace.functions.console;

import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.RunKey;
import java.util.List;

/**
 * Which view stands at which path; the API has the same paths below {@code api/}.
 *
 * <pre>
 * /                               all pipelines; also /pipelines
 * /pipelines/NAME                 its newest runs; also /pipelines/NAME/runs
 * /pipelines/NAME/before/KEY      the runs before that interval
 * /pipelines/NAME/runs/KEY        one run
 * /pipelines/NAME/explain/KEY     why it stands where it stands
 * </pre>
 */
final class Routes {
  private final Facts facts;

  Routes(Facts facts) {
    this.facts = facts;
  }

  View view(RequestPath path) {
    List<String> parts = path.parts();
    if (parts.isEmpty() && !path.api()) {
      return facts.overview();
    }
    if (parts.isEmpty() || !parts.get(0).equals("pipelines") || parts.size() > 4) {
      return Problems.noPage(path);
    }
    return parts.size() == 1 ? facts.overview() : ofPipeline(path, parts.subList(1, parts.size()));
  }

  private View ofPipeline(RequestPath path, List<String> parts) {
    if (!PipelineName.FORM.matcher(parts.get(0)).matches()) {
      return Problems.noPipeline(parts.get(0), facts.names());
    }
    PipelineName name = new PipelineName(parts.get(0));
    String last = parts.get(parts.size() - 1);
    if (parts.size() == 1 || (parts.size() == 2 && last.equals("runs"))) {
      return facts.grid(name).map(View.class::cast).orElseGet(() -> missing(name));
    }
    if (parts.size() == 2) {
      return Problems.noPage(path);
    }
    if (!Keys.valid(last)) {
      return Problems.noKey(name, last);
    }
    return ofInterval(path, parts.get(1), new RunKey(name, last));
  }

  private View ofInterval(RequestPath path, String what, RunKey key) {
    return switch (what) {
      case "runs" -> facts.single(key).orElseGet(() -> noRun(key));
      case "explain" -> deployed(key, facts.explained(key));
      case "before" ->
          facts
              .gridBefore(key.pipeline(), key.interval())
              .map(View.class::cast)
              .orElseGet(() -> missing(key.pipeline()));
      default -> Problems.noPage(path);
    };
  }

  /** An interval of a pipeline that does not exist is a wrong address; any other has an answer. */
  private View deployed(RunKey key, View.Explained explained) {
    return switch (explained.explanation().code()) {
      case NOT_DEPLOYED -> missing(key.pipeline());
      case NOT_AN_INTERVAL -> Problems.noInterval(key, explained.explanation().text());
      default -> explained;
    };
  }

  private View noRun(RunKey key) {
    return facts.names().contains(key.pipeline()) ? Problems.noRun(key) : missing(key.pipeline());
  }

  private View missing(PipelineName name) {
    return Problems.noPipeline(name.value(), facts.names());
  }
}
