package dev.headrace.definition;

/** Where something stands: in the file, both counted from 1, and in the user's words. */
record Place(int line, int column, String path) {
  /** The beginning of the file, which has no path. */
  static final Place BEGINNING = new Place(1, 1, "");

  /** The path of a key below this one. */
  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
