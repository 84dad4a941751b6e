package dev.headrace.functions.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Renders views by the templates that the build compiled. */
final class Templates {
  private static final String PACKAGE = "dev.headrace.functions.console.pages";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Templates.class.getClassLoader(), PACKAGE);

  byte[] render(View view, Frame frame) {
    StringOutput html = new StringOutput(16 * 1024);
    engine.render(
        view.match(new Names()) + ".jte", Map.of("view", view, "frame", frame), new Visible(html));
    return html.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static final class Names implements View.Cases<String> {
    @Override
    public String overview(View.Overview view) {
      return "overview";
    }

    @Override
    public String grid(View.Grid view) {
      return "grid";
    }

    @Override
    public String single(View.Single view) {
      return "single";
    }

    @Override
    public String explained(View.Explained view) {
      return "explained";
    }

    @Override
    public String problem(View.Problem view) {
      return "problem";
    }
  }
}
