package dev.headrace.engine;

/**
 * A document that is not what it should be. It is left as it is, and what does not depend on it
 * goes on.
 */
public final class CorruptDocumentException extends RuntimeException {
  private final String objectName;

  public CorruptDocumentException(String objectName, String problem) {
    super(objectName + " is corrupt: " + problem);
    this.objectName = objectName;
  }

  /** The object, inside its bucket. */
  public String objectName() {
    return objectName;
  }
}
