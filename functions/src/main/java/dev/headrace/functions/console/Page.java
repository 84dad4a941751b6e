package dev.headrace.functions.console;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the console answers: the content type is among the headers. */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record Page(int status, SortedMap<String, String> headers, byte[] body) {
  public Page {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  Page with(Map<String, String> more) {
    SortedMap<String, String> all = new TreeMap<>(headers);
    all.putAll(more);
    return new Page(status, all, body);
  }

  Page withoutBody() {
    return new Page(status, headers, new byte[0]);
  }
}
