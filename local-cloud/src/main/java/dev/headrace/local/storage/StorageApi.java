package dev.headrace.local.storage;

import dev.headrace.local.http.Dispatcher;

/** The JSON API of Cloud Storage. */
public final class StorageApi {
  private StorageApi() {}

  /** Adds all its operations; their names begin with {@code storage.}. */
  public static void register(Dispatcher dispatcher, ObjectStorage storage) {
    storage.paceWhile(dispatcher.faults()::oneWriteASecond);
    MediaApi media = new MediaApi(storage);
    new ObjectApi(storage, media).register(dispatcher);
    media.register(dispatcher);
    new UploadApi(storage).register(dispatcher);
    new BucketApi(storage, storage.clock()).register(dispatcher);
    new BatchApi(dispatcher).register();
  }
}
