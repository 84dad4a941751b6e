"""What Arrow's file system for Cloud Storage does, against the local cloud that LOCAL_CLOUD names."""

import datetime
import os
import unittest
import uuid

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow import fs

ROWS = 1000


class PyarrowTest(unittest.TestCase):
    def setUp(self) -> None:
        self.lake = fs.GcsFileSystem(
            anonymous=True,
            scheme="http",
            endpoint_override=os.environ["LOCAL_CLOUD"],
            retry_time_limit=datetime.timedelta(seconds=10),
        )
        self.folder = f"lake/pyarrow/{uuid.uuid4()}"
        self.table = pa.table(
            {
                "day": [f"2001-01-0{1 + n % 3}" for n in range(ROWS)],
                "number": list(range(ROWS)),
                "word": ["ü" * (n % 7) for n in range(ROWS)],
            }
        )

    def test_parquet_comes_back(self) -> None:
        path = f"{self.folder}/a b=ü/1.parquet"

        pq.write_table(self.table, path, filesystem=self.lake)

        self.assertEqual(pq.read_table(path, filesystem=self.lake, partitioning=None), self.table)
        self.assertEqual(
            pq.read_table(path, filesystem=self.lake, columns=["number"], partitioning=None).num_columns, 1
        )

    def test_a_partitioned_dataset_is_written_over(self) -> None:
        for part in (self.table, self.table.slice(0, 500)):
            ds.write_dataset(
                part,
                f"{self.folder}/set",
                filesystem=self.lake,
                format="parquet",
                partitioning=ds.partitioning(pa.schema([("day", pa.string())]), flavor="hive"),
                existing_data_behavior="delete_matching",
            )

        read = ds.dataset(f"{self.folder}/set", filesystem=self.lake, partitioning="hive")
        self.assertEqual(read.count_rows(), 500)
        self.assertEqual(read.count_rows(filter=ds.field("day") == "2001-01-02"), 167)
        self.assertEqual(
            sorted(read.to_table(columns=["number"])["number"].to_pylist()), list(range(500))
        )

    def test_files_are_listed(self) -> None:
        # Without its marker a folder is only seen by those who list what is below it.
        self.lake.create_dir(f"{self.folder}/deep")
        for name in ("1", "2", "deep/3", "deep/er/4"):
            self.write(name, b"x")

        everything = self.lake.get_file_info(fs.FileSelector(self.folder, recursive=True))
        top = self.lake.get_file_info(fs.FileSelector(self.folder))

        files = sorted(f.path for f in everything if f.type == fs.FileType.File)
        self.assertEqual(files, [f"{self.folder}/{n}" for n in ("1", "2", "deep/3", "deep/er/4")])
        self.assertEqual({f.base_name for f in top}, {"1", "2", "deep"})
        self.assertEqual(
            self.lake.get_file_info(f"{self.folder}/missing").type, fs.FileType.NotFound
        )
        self.assertEqual(self.lake.get_file_info(f"{self.folder}/1").size, 1)

    def test_files_are_moved_copied_and_deleted(self) -> None:
        self.write("from", b"hello")

        self.lake.copy_file(f"{self.folder}/from", f"{self.folder}/copy")
        self.lake.move(f"{self.folder}/from", f"{self.folder}/moved")
        self.assertEqual(self.names(), ["copy", "moved"])
        self.assertEqual(self.read("moved"), b"hello")
        self.lake.delete_file(f"{self.folder}/copy")
        self.assertEqual(self.names(), ["moved"])
        with self.assertRaises(FileNotFoundError):
            self.lake.open_input_file(f"{self.folder}/copy").read()
        with self.assertRaises(OSError):
            self.lake.move(f"{self.folder}/missing", f"{self.folder}/x")

    def test_folders_are_made_and_deleted(self) -> None:
        self.lake.create_dir(f"{self.folder}/one/two", recursive=True)
        self.write("one/two/3", b"x")
        self.assertEqual(
            self.lake.get_file_info(f"{self.folder}/one").type, fs.FileType.Directory
        )

        self.lake.delete_dir_contents(f"{self.folder}/one")
        self.lake.delete_dir(f"{self.folder}/one")

        self.assertEqual(self.names(), [])

    def test_a_stream_of_20_megabytes(self) -> None:
        content = os.urandom(20_000_000)
        with self.lake.open_output_stream(f"{self.folder}/large") as out:
            for start in range(0, len(content), 777_777):
                out.write(content[start : start + 777_777])

        self.assertEqual(self.lake.get_file_info(f"{self.folder}/large").size, len(content))
        self.assertEqual(self.read("large"), content)
        # Asks for the whole of it, and hangs up after a little.
        for _ in range(5):
            with self.lake.open_input_stream(f"{self.folder}/large") as stream:
                self.assertEqual(stream.read(1000), content[:1000])
        with self.lake.open_input_file(f"{self.folder}/large") as file:
            self.assertEqual(file.read_at(5000, 12_345_678), content[12_345_678:12_350_678])

    def test_an_empty_stream(self) -> None:
        with self.lake.open_output_stream(f"{self.folder}/empty"):
            pass

        self.assertEqual(self.read("empty"), b"")

    def write(self, name: str, content: bytes) -> None:
        with self.lake.open_output_stream(f"{self.folder}/{name}") as out:
            out.write(content)

    def read(self, name: str) -> bytes:
        with self.lake.open_input_stream(f"{self.folder}/{name}") as stream:
            return stream.read()

    def names(self) -> list[str]:
        found = self.lake.get_file_info(
            fs.FileSelector(self.folder, recursive=True, allow_not_found=True)
        )
        return sorted(f.path.removeprefix(self.folder + "/") for f in found if f.is_file)


if __name__ == "__main__":
    unittest.main()
