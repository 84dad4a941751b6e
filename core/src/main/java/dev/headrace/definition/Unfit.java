package dev.headrace.definition;

/** A scalar that is not what it must be; the message says what to write instead. */
final class Unfit extends Exception {
  Unfit(String remedy) {
    super(remedy, null, false, false);
  }
}
