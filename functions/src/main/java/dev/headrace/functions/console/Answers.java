package dev.headrace.functions.console;

import dev.headrace.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a view a page, or JSON where that is asked for. */
final class Answers {
  private final Templates templates;
  private final String style;
  private final InstantSource clock;

  Answers(Templates templates, String style, InstantSource clock) {
    this.templates = templates;
    this.style = style;
    this.clock = clock;
  }

  Page show(RequestPath path, View view) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("Cache-Control", "no-store");
    if (view instanceof View.Problem problem && problem.status() == 503) {
      headers.put("Retry-After", "10");
    }
    int status = view instanceof View.Problem problem ? problem.status() : 200;
    if (path.api()) {
      headers.put("Content-Type", "application/json");
      return new Page(status, headers, (Json.pretty(view) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    headers.put("Content-Type", "text/html; charset=utf-8");
    return new Page(status, headers, templates.render(view, frame(path, view)));
  }

  private Frame frame(RequestPath path, View view) {
    return new Frame(
        view.match(new Titles()),
        path.root(),
        view.match(new JsonPaths(path)),
        style,
        clock.instant());
  }

  private static final class Titles implements View.Cases<String> {
    @Override
    public String overview(View.Overview view) {
      return "Pipelines";
    }

    @Override
    public String grid(View.Grid view) {
      return view.pipeline().name().value();
    }

    @Override
    public String single(View.Single view) {
      return view.run().key() + " " + Mark.of(view.run().state()).word();
    }

    @Override
    public String explained(View.Explained view) {
      return "Why: " + view.pipeline() + "/" + view.interval();
    }

    @Override
    public String problem(View.Problem view) {
      return view.title();
    }
  }

  private record JsonPaths(RequestPath path) implements View.Cases<String> {
    @Override
    public String overview(View.Overview view) {
      return "api/pipelines";
    }

    @Override
    public String grid(View.Grid view) {
      boolean before = path.parts().size() == 4;
      return before ? same() : "api/pipelines/" + view.pipeline().name() + "/runs";
    }

    @Override
    public String single(View.Single view) {
      return same();
    }

    @Override
    public String explained(View.Explained view) {
      return same();
    }

    @Override
    public String problem(View.Problem view) {
      return "";
    }

    private String same() {
      return "api/" + String.join("/", path.parts());
    }
  }
}
