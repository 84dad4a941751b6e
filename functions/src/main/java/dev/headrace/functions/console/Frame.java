package dev.headrace.functions.console;

import java.time.Instant;

/**
 * What surrounds the content of a page.
 *
 * @param title of the page, for the window
 * @param root how this page gets to the root of the console: links are relative, so that the
 *     console works under any prefix
 * @param json where the same is found as JSON, below the root; empty where it is not
 * @param style the version of the style sheet, for caches
 */
public record Frame(String title, String root, String json, String style, Instant now) {
  /** A link to a place in the console. */
  public String to(String path) {
    return root + path;
  }

  /** The page of a pipeline. */
  public String pipeline(Object name) {
    return to("pipelines/" + name);
  }

  /** The page of a run. */
  public String run(Object pipeline, String key) {
    return to("pipelines/" + pipeline + "/runs/" + key);
  }

  /** The answer to why an interval is not running. */
  public String explain(Object pipeline, String key) {
    return to("pipelines/" + pipeline + "/explain/" + key);
  }
}
