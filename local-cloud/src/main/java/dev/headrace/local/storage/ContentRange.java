package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Content-Range} of a request in a resumable upload.
 *
 * @param first the position of the first byte sent, absent if none is
 * @param total the size of the whole object, absent if the client does not know it yet
 */
record ContentRange(OptionalLong first, OptionalLong total) {
  private static final Pattern FORM =
      Pattern.compile("bytes (?:\\*|([0-9]{1,18})-([0-9]{1,18}))/(?:\\*|([0-9]{1,18}))");

  static ContentRange parse(String header) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      throw ApiError.invalid("Failed to parse Content-Range header: " + header);
    }
    return new ContentRange(number(matcher.group(1)), number(matcher.group(3)));
  }

  private static OptionalLong number(String digits) {
    return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }
}
