package dev.headrace.local.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Applies changes to the index, live and in replay alike, and says which events follow. */
record Replay(ObjectIndex index, Generations generations, ChangeFeed feed)
    implements Change.Cases<List<ObjectEvent>> {
  @Override
  public List<ObjectEvent> bucketMade(Change.BucketMade change) {
    index.add(change.bucket());
    return List.of();
  }

  @Override
  public List<ObjectEvent> bucketChanged(Change.BucketChanged change) {
    index.add(change.bucket());
    return List.of();
  }

  @Override
  public List<ObjectEvent> bucketDeleted(Change.BucketDeleted change) {
    index.removeBucket(change.name());
    return List.of();
  }

  @Override
  public List<ObjectEvent> put(Change.Put change) {
    generations.seen(change.object().generation());
    return events(change.object(), index.put(change.object()));
  }

  @Override
  public List<ObjectEvent> patched(Change.Patched change) {
    index.put(change.object());
    return List.of(
        new ObjectEvent(
            ObjectEvent.Kind.METADATA_UPDATED, change.object(), change.object().updated()));
  }

  @Override
  public List<ObjectEvent> deleted(Change.Deleted change) {
    return index.remove(change.key()).stream().map(old -> gone(old, change.at())).toList();
  }

  @Override
  public List<ObjectEvent> moved(Change.Moved change) {
    generations.seen(change.object().generation());
    List<ObjectEvent> events = new ArrayList<>();
    index.move(
        () -> {
          events.addAll(events(change.object(), index.put(change.object())));
          index
              .remove(change.source())
              .map(old -> gone(old, change.object().updated()))
              .ifPresent(events::add);
        });
    return events;
  }

  @Override
  public List<ObjectEvent> kept(Change.Kept change) {
    generations.seen(change.object().generation());
    index.put(change.object());
    return List.of();
  }

  @Override
  public List<ObjectEvent> counted(Change.Counted change) {
    generations.seen(change.generation());
    return List.of();
  }

  @Override
  public List<ObjectEvent> noted(Change.Noted change) {
    feed.replayed(change.note());
    return List.of();
  }

  private static List<ObjectEvent> events(StoredObject made, Optional<StoredObject> replaced) {
    List<ObjectEvent> events = new ArrayList<>();
    events.add(new ObjectEvent(ObjectEvent.Kind.FINALIZED, made, made.updated()));
    replaced.map(old -> gone(old, made.updated())).ifPresent(events::add);
    return events;
  }

  private static ObjectEvent gone(StoredObject object, Instant at) {
    return new ObjectEvent(ObjectEvent.Kind.DELETED, object, at);
  }
}
