package dev.headrace.local.http;

import java.io.InputStream;
import org.eclipse.jetty.http.HttpFields;

/**
 * A request as it came.
 *
 * @param rawPath the path before any decoding, beginning with a slash
 * @param rawQuery the query before any decoding, empty if there is none
 * @param body the bytes as sent, perhaps compressed
 */
public record ApiRequest(
    String method, String rawPath, String rawQuery, HttpFields headers, InputStream body) {}
