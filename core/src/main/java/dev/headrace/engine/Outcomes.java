package dev.headrace.engine;

import dev.headrace.job.AttemptId;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what jobs wrote last. An outcome can speak only of the attempt in its own path. */
final class Outcomes {
  private static final Pattern NAME =
      Pattern.compile(
          "([a-z][a-z0-9-]*)/([0-9A-Z-]+)/([1-9][0-9]{0,5})/([a-z][a-z0-9-]*)/([1-9][0-9]{0,3})\\.json");

  private final ObjectStore outcomes;

  Outcomes(ObjectStore outcomes) {
    this.outcomes = outcomes;
  }

  /** The attempt that an object name stands for, if it is an outcome's. */
  static Optional<AttemptId> attemptOf(String objectName) {
    Matcher matcher = NAME.matcher(objectName);
    if (!matcher.matches()
        || !PipelineName.FORM.matcher(matcher.group(1)).matches()
        || !StageName.FORM.matcher(matcher.group(4)).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new AttemptId(
            new PipelineName(matcher.group(1)),
            matcher.group(2),
            Integer.parseInt(matcher.group(3)),
            new StageName(matcher.group(4)),
            Integer.parseInt(matcher.group(5))));
  }

  /**
   * The outcome of an attempt, if there is one.
   *
   * @throws CorruptDocumentException when the object is no outcome, or another attempt's
   */
  Optional<Outcome> read(AttemptId attempt) {
    return outcomes.read(Places.outcomeName(attempt)).map(object -> parse(attempt, object));
  }

  private static Outcome parse(AttemptId attempt, StoredObject object) {
    byte[] bytes = object.content().bytes();
    if (bytes.length > Outcome.MAX_BYTES) {
      throw new CorruptDocumentException(object.name(), bytes.length + " bytes are too many");
    }
    try {
      Outcome outcome = Json.read(bytes, Outcome.class);
      if (!outcome.attempt().equals(attempt)) {
        throw new CorruptDocumentException(
            object.name(), "it speaks of attempt " + outcome.attempt());
      }
      return outcome;
    } catch (MalformedJsonException e) {
      throw new CorruptDocumentException(object.name(), e.getMessage());
    }
  }
}
