package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the parts of a multipart body one after the other, in constant memory.
 *
 * <p>A body that ends without its last boundary was cut, and reading it fails.
 */
final class MultipartBody {
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final int FIRST_BUFFER = 8 * 1024;
  private static final int BUFFER = 128 * 1024;
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_BOUNDARY = 200;

  private final InputStream in;
  private final byte[] delimiter;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int from;
  private int to;

  // What may be given out before the buffer is searched again, and whether a boundary follows.
  private int limit;
  private boolean atBoundary;

  /**
   * A body with line ends of CR and LF, as HTTP has it: every byte of a part counts.
   *
   * @throws ApiError 400 if the content type has no boundary
   */
  MultipartBody(InputStream in, String contentType) {
    this(in, contentType, "\r\n");
  }

  /** A body of texts, whose line ends may be a LF alone: Google's Python client writes such. */
  static MultipartBody ofTexts(InputStream in, String contentType) {
    return new MultipartBody(in, contentType, "\n");
  }

  private MultipartBody(InputStream in, String contentType, String lineEnd) {
    Matcher matcher = BOUNDARY.matcher(contentType);
    if (!matcher.find()) {
      throw ApiError.invalid("A multipart body needs a boundary.");
    }
    String boundary = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    if (boundary.length() > MAX_BOUNDARY) {
      throw ApiError.invalid("The boundary is too long.");
    }
    this.in = in;
    this.delimiter = (lineEnd + "--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first boundary has no line before it: give it one, and all are alike.
    System.arraycopy(delimiter, 0, buffer, 0, lineEnd.length());
    to = lineEnd.length();
  }

  /** Headers, with lower-case names, and content of a part; it is read before the next is asked. */
  record Part(Map<String, String> headers, InputStream content) {}

  /**
   * Goes to the next part, past what is left of this one; null if there is none.
   *
   * @throws EOFException if the body is cut
   */
  Part next() throws IOException {
    InputStream rest = new Content();
    rest.transferTo(OutputStream.nullOutputStream());
    from += delimiter.length;
    atBoundary = false;
    limit = from;
    String afterBoundary = line();
    if (afterBoundary.startsWith("--")) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    // An empty part has its boundary at once: the line end before it is the headers' own.
    limit = from;
    return new Part(headers, new Content());
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE) {
      if (from == to && !fill()) {
        // The last boundary may end the body without a line end.
        return line.toString();
      }
      char c = (char) (buffer[from] & 0xFF);
      from++;
      if (c == '\n') {
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
      }
      line.append(c);
    }
    throw ApiError.invalid("A line in a multipart body is too long.");
  }

  /** Reads more behind what is left; false at the end. */
  private boolean fill() throws IOException {
    // Where the last reading filled the buffer, there is more to come than small bodies have.
    boolean grows = to == buffer.length && buffer.length < BUFFER;
    byte[] next = grows ? new byte[BUFFER] : buffer;
    System.arraycopy(buffer, from, next, 0, to - from);
    buffer = next;
    to -= from;
    from = 0;
    int read = in.read(buffer, to, buffer.length - to);
    to += Math.max(read, 0);
    return read >= 0;
  }

  /** Makes the limit greater than the position, or finds the boundary. */
  private void search() throws IOException {
    while (limit == from && !atBoundary) {
      int found = indexOfDelimiter();
      if (found >= 0) {
        limit = found;
        atBoundary = true;
      } else if (to - from >= delimiter.length) {
        limit = to - delimiter.length + 1;
      } else {
        boolean more = fill();
        limit = from;
        if (!more) {
          throw new EOFException("The multipart body is cut.");
        }
      }
    }
  }

  private int indexOfDelimiter() {
    for (int i = from; i <= to - delimiter.length; i++) {
      if (buffer[i] == delimiter[0]
          && Arrays.equals(buffer, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        return i;
      }
    }
    return -1;
  }

  /** The current part up to its boundary. */
  private final class Content extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      search();
      if (limit == from) {
        return -1;
      }
      int count = Math.min(length, limit - from);
      System.arraycopy(buffer, from, target, offset, count);
      from += count;
      return count;
    }
  }
}
