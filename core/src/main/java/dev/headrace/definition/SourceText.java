package dev.headrace.definition;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The text of a pipeline file: UTF-8 of a bounded size, of characters that YAML allows. */
final class SourceText {
  /** The most characters a pipeline file may have. */
  static final int MOST_CHARACTERS = 1024 * 1024;

  private SourceText() {}

  static Optional<String> of(byte[] bytes, Problems problems) {
    if (bytes.length > 4 * MOST_CHARACTERS) {
      problems.add(Place.BEGINNING, tooLarge());
      return Optional.empty();
    }
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), decoded, true);
    String text = decoded.flip().toString();
    if (result.isError()) {
      problems.add(end(text), "these bytes are not UTF-8. Save the file as UTF-8.");
      return Optional.empty();
    }
    return of(text, problems);
  }

  static Optional<String> of(String source, Problems problems) {
    String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
    if (text.codePointCount(0, text.length()) > MOST_CHARACTERS) {
      problems.add(Place.BEGINNING, tooLarge());
      return Optional.empty();
    }
    int odd = firstUnprintable(text);
    if (odd >= 0) {
      String code = String.format(Locale.ROOT, "U+%04X", text.codePointAt(odd));
      problems.add(
          end(text.substring(0, odd)),
          "the character " + code + " must not stand in a YAML file. Delete it.");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private static String tooLarge() {
    return "the file has more than 1,048,576 characters. Split the pipeline.";
  }

  private static int firstUnprintable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (!StreamReader.isPrintable(text.codePointAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Where a text ends: the place of what follows it. */
  private static Place end(String text) {
    String[] lines = text.split("\r\n|\r|\n", -1);
    String last = lines[lines.length - 1];
    return new Place(lines.length, last.codePointCount(0, last.length()) + 1, "");
  }
}
