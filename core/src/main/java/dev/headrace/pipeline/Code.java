package dev.headrace.pipeline;

/**
 * A file of the pipeline's folder, named by its content so that a run in flight never sees another.
 *
 * @param path as the pipeline file writes it
 * @param sha256 of the content
 */
public record Code(String path, String sha256) {
  /** The object that holds it inside the code bucket: content-addressed, the file's name kept. */
  public String objectName() {
    return sha256 + "/" + path.substring(path.lastIndexOf('/') + 1);
  }
}
