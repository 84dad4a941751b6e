package dev.headrace.engine;

/**
 * A document in the control bucket that is not what it should be. It is left as it is, and other
 * runs go on.
 */
public final class CorruptDocumentException extends RuntimeException {
  private final String objectName;

  public CorruptDocumentException(String objectName, String problem) {
    super(objectName + " is corrupt: " + problem);
    this.objectName = objectName;
  }

  /** The object, inside the control bucket. */
  public String objectName() {
    return objectName;
  }
}
