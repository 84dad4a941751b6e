"""What Google's Python client does, against the local cloud that STORAGE_EMULATOR_HOST names."""

import io
import os
import threading
import unittest
import uuid

from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage


class GoogleStorageTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = storage.Client(project="local-test", credentials=AnonymousCredentials())
        self.bucket = self.client.create_bucket(f"python-{uuid.uuid4()}")

    def tearDown(self) -> None:
        self.client.close()

    def put(self, name: str, content: bytes, **conditions: int) -> storage.Blob:
        blob = self.bucket.blob(name)
        blob.upload_from_string(content, content_type="text/plain", **conditions)
        return blob

    def refused(self, error: type[Exception], call, *arguments, **named) -> None:
        with self.assertRaises(error):
            call(*arguments, **named)

    def test_an_upload_with_0_makes_an_object_once(self) -> None:
        made = self.put("a/ü b", b"one", if_generation_match=0)

        self.refused(
            exceptions.PreconditionFailed, self.put, "a/ü b", b"two", if_generation_match=0
        )
        again = self.put("a/ü b", b"three", if_generation_match=made.generation)
        self.refused(
            exceptions.PreconditionFailed, self.put, "a/ü b", b"x", if_generation_match=made.generation
        )
        self.assertGreater(again.generation, made.generation)
        self.assertEqual(self.bucket.blob("a/ü b").download_as_bytes(checksum="crc32c"), b"three")
        self.assertEqual(self.bucket.blob("a/ü b").download_as_bytes(checksum="md5"), b"three")

    def test_reads_keep_to_their_conditions(self) -> None:
        first = self.put("a", b"0123456789")
        second = self.put("a", b"abcdefghij")
        blob = self.bucket.blob("a")

        self.assertEqual(blob.download_as_bytes(start=2, end=4), b"cde")
        self.assertEqual(blob.download_as_bytes(if_generation_match=second.generation), b"abcdefghij")
        self.refused(
            exceptions.PreconditionFailed,
            blob.download_as_bytes,
            if_generation_match=first.generation,
        )
        self.refused(exceptions.NotFound, self.bucket.blob("missing").download_as_bytes)
        self.assertIsNone(self.bucket.get_blob("missing"))
        self.assertIsNone(self.bucket.get_blob("a", generation=first.generation))
        self.assertFalse(self.bucket.blob("missing").exists())

    def test_names_are_listed_in_pages(self) -> None:
        names = sorted(f"{folder}/{n}" for folder in "abc" for n in range(5))
        for name in names:
            self.put(name, b"x")

        self.assertEqual([b.name for b in self.bucket.list_blobs(page_size=4)], names)
        self.assertEqual([b.name for b in self.bucket.list_blobs(prefix="b/")], names[5:10])
        self.assertEqual(
            [b.name for b in self.bucket.list_blobs(start_offset="a/3", end_offset="b/1")],
            ["a/3", "a/4", "b/0"],
        )
        self.assertEqual([b.name for b in self.bucket.list_blobs(match_glob="*/[34]")][:2], ["a/3", "a/4"])
        folders = self.bucket.list_blobs(delimiter="/", page_size=2)
        self.assertEqual([b.name for b in folders], [])
        self.assertEqual(folders.prefixes, {"a/", "b/", "c/"})

    def test_metadata_is_patched(self) -> None:
        blob = self.put("a", b"x")
        blob.metadata = {"k": "v"}
        blob.cache_control = "no-store"

        blob.patch(if_metageneration_match=1)

        self.assertEqual(blob.metageneration, 2)
        self.refused(exceptions.PreconditionFailed, blob.patch, if_metageneration_match=1)
        read = self.bucket.get_blob("a")
        self.assertEqual(read.metadata, {"k": "v"})
        self.assertEqual(read.cache_control, "no-store")
        self.assertEqual(read.generation, blob.generation)

    def test_objects_are_copied_rewritten_and_moved(self) -> None:
        source = self.put("from", b"hello")
        to = self.put("to", b"old")

        self.bucket.copy_blob(source, self.bucket, "copy", if_generation_match=0)
        self.refused(
            exceptions.PreconditionFailed,
            self.bucket.copy_blob, source, self.bucket, "to", if_generation_match=0,
        )
        self.refused(
            exceptions.PreconditionFailed,
            self.bucket.copy_blob, source, self.bucket, "x", if_source_generation_match=source.generation + 1,
        )
        token, done, total = self.bucket.blob("to").rewrite(source, if_generation_match=to.generation)
        self.assertEqual((token, done, total), (None, 5, 5))
        self.bucket.move_blob(source, "moved", if_generation_match=0)
        self.bucket.rename_blob(self.bucket.blob("copy"), "renamed")
        self.assertEqual([b.name for b in self.bucket.list_blobs()], ["moved", "renamed", "to"])
        self.assertEqual(self.bucket.blob("to").download_as_bytes(), b"hello")

    def test_objects_are_composed(self) -> None:
        parts = [self.put(str(n), bytes([65 + n]) * 1000) for n in range(3)]
        whole = self.bucket.blob("whole")

        whole.compose(parts, if_generation_match=0)

        # The answer says where to download from: here, not at Google.
        self.assertTrue(whole.media_link.startswith(os.environ["STORAGE_EMULATOR_HOST"]))
        self.assertEqual(whole.download_as_bytes(), b"A" * 1000 + b"B" * 1000 + b"C" * 1000)
        self.assertEqual(whole.component_count, 3)
        # Blobs that were not read have no generation, which the client sends as null.
        named = [self.bucket.blob(part.name) for part in parts]
        self.bucket.blob("again").compose(named)
        self.assertEqual(self.bucket.blob("again").download_as_bytes(), whole.download_as_bytes())
        self.refused(exceptions.PreconditionFailed, whole.compose, parts, if_generation_match=0)
        self.refused(
            exceptions.PreconditionFailed,
            whole.compose,
            parts,
            if_source_generation_match=[p.generation + 1 for p in parts],
        )

    def test_a_delete_keeps_to_its_conditions(self) -> None:
        blob = self.put("a", b"x")

        self.refused(exceptions.PreconditionFailed, blob.delete, if_generation_match=1)
        self.refused(exceptions.PreconditionFailed, blob.delete, if_metageneration_match=2)
        blob.delete(if_generation_match=blob.generation)
        self.refused(exceptions.NotFound, blob.delete)

    def test_a_batch_of_deletes(self) -> None:
        blobs = [self.put(str(n), b"x") for n in range(10)]

        with self.client.batch():
            for blob in blobs:
                blob.delete()

        self.assertEqual(list(self.bucket.list_blobs()), [])

    def test_a_resumable_upload(self) -> None:
        content = os.urandom(2_000_000)
        blob = self.bucket.blob("large", chunk_size=256 * 1024)
        blob.upload_from_file(
            io.BytesIO(content), size=len(content), if_generation_match=0, checksum="crc32c"
        )

        self.assertEqual(self.bucket.blob("large").download_as_bytes(), content)
        unknown = self.bucket.blob("unknown", chunk_size=256 * 1024)
        with unknown.open("wb") as out:
            out.write(content)
        self.assertEqual(self.bucket.blob("unknown").download_as_bytes(), content)
        again = self.bucket.blob("large", chunk_size=256 * 1024)
        self.refused(
            exceptions.PreconditionFailed,
            again.upload_from_file,
            io.BytesIO(content),
            size=len(content),
            if_generation_match=0,
        )

    def test_of_writers_who_create_one_wins(self) -> None:
        barrier = threading.Barrier(16)
        results = []

        def write(number: int) -> None:
            blob = storage.Client(
                project="local-test", credentials=AnonymousCredentials()
            ).bucket(self.bucket.name).blob("race")
            barrier.wait(60)
            try:
                blob.upload_from_string(str(number), if_generation_match=0)
                results.append("won")
            except exceptions.PreconditionFailed:
                results.append("lost")

        threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(sorted(results), ["lost"] * 15 + ["won"])


if __name__ == "__main__":
    unittest.main()
