package dev.headrace.functions;

import dev.headrace.json.Json;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An event as the function host hands it over. Its subject lies: names come from the data. */
record FakeEvent(String type, Optional<String> data, Optional<String> traceParent)
    implements CloudEvent {
  static FakeEvent finalized(String bucket, String name, long generation) {
    return ofData(
        Json.text(
            Map.of(
                "kind",
                "storage#object",
                "bucket",
                bucket,
                "name",
                name,
                "generation",
                Long.toString(generation))));
  }

  static FakeEvent ofData(String data) {
    return new FakeEvent(StorageEvent.FINALIZED, Optional.of(data), Optional.empty());
  }

  @Override
  public CloudEventData getData() {
    return data.<CloudEventData>map(text -> () -> text.getBytes(StandardCharsets.UTF_8))
        .orElse(null);
  }

  @Override
  public SpecVersion getSpecVersion() {
    return SpecVersion.V1;
  }

  @Override
  public String getId() {
    return "7";
  }

  @Override
  public String getType() {
    return type;
  }

  @Override
  public URI getSource() {
    return URI.create("//storage.googleapis.com/projects/_/buckets/other");
  }

  @Override
  public String getDataContentType() {
    return "application/json";
  }

  @Override
  public URI getDataSchema() {
    return null;
  }

  @Override
  public String getSubject() {
    return "objects/another-name";
  }

  @Override
  public OffsetDateTime getTime() {
    return OffsetDateTime.parse("2001-05-15T04:15:00Z");
  }

  @Override
  public Object getAttribute(String attribute) {
    throw new IllegalArgumentException(attribute);
  }

  @Override
  public Object getExtension(String extension) {
    return extension.equals("traceparent") ? traceParent.orElse(null) : null;
  }

  @Override
  public Set<String> getExtensionNames() {
    return Set.of("traceparent");
  }
}
