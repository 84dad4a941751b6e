#!/usr/bin/env python3
"""Reads the tables of a running local cloud as Delta's protocol says, without Delta or Spark.

    lake.py dump HOME OUT     # each table of the local cloud in HOME/local as OUT/<table>.parquet
    lake.py compare A B       # two such folders, row for row

Needs duckdb. The files that count are those of the newest checkpoint, with what the commits after it
add and remove.
"""

import json
import re
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import duckdb

ENTRY = re.compile(r"(\d{20})\.(json|checkpoint\.parquet)")

# What differs between two runs over the same data: when, and by which version of an equal model.
PROVENANCE = {"scored_at", "model_version"}


def main() -> None:
    """Runs one of the two commands; 1 if the folders differ."""
    command, first, second = sys.argv[1:]
    if command == "dump":
        dump(Path(first), Path(second))
    elif command == "compare":
        sys.exit(0 if compare(Path(first), Path(second)) else 1)
    else:
        sys.exit(f"{command}: dump or compare")


def endpoint(home: Path) -> str:
    """Where the local cloud of this folder listens."""
    said: str = json.loads((home / "local" / "endpoints.json").read_text())["local"]
    return said


class Bucket:
    """Objects by plain HTTP."""

    def __init__(self, api: str, name: str) -> None:
        self.api = api
        self.name = name

    def list(self, prefix: str) -> list[str]:
        """Names, in order."""
        names: list[str] = []
        token = ""
        while True:
            query = urllib.parse.urlencode({"prefix": prefix, "pageToken": token})
            page = json.loads(fetch(f"{self.api}/storage/v1/b/{self.name}/o?{query}"))
            names += [item["name"] for item in page.get("items", [])]
            token = page.get("nextPageToken", "")
            if not token:
                return names

    def read(self, name: str) -> bytes:
        """The object's bytes."""
        path = urllib.parse.quote(name, safe="")
        return fetch(f"{self.api}/storage/v1/b/{self.name}/o/{path}?alt=media")


def fetch(url: str) -> bytes:
    """The body of an answer."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        body: bytes = answer.read()
        return body


def dump(home: Path, out: Path) -> None:
    """Writes every table of the lake."""
    lake = Bucket(endpoint(home), "lake")
    out.mkdir(parents=True, exist_ok=True)
    tables = {name.split("/")[1] for name in lake.list("tables/") if "/_delta_log/" in name}
    for table in sorted(tables):
        rows = Table(lake, table, out / f"{table}.files").write(out / f"{table}.parquet")
        print(f"{table}: {rows} rows")


class Table:
    """One Delta table."""

    def __init__(self, lake: Bucket, name: str, folder: Path) -> None:
        self.lake = lake
        self.root = f"tables/{name}/"
        self.folder = folder
        self.active: dict[str, dict[str, str]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self.read_log()

    def read_log(self) -> None:
        """Finds the active files."""
        checkpoint = -1
        commits: dict[int, str] = {}
        for name in self.lake.list(self.root + "_delta_log/"):
            entry = ENTRY.fullmatch(name.rsplit("/", 1)[1])
            if entry and entry[2] == "json":
                commits[int(entry[1])] = name
            elif entry:
                checkpoint = max(checkpoint, int(entry[1]))
        if checkpoint >= 0:
            self.read_checkpoint(f"{self.root}_delta_log/{checkpoint:020d}.checkpoint.parquet")
        for version in sorted(commits):
            if version > checkpoint:
                for line in self.lake.read(commits[version]).decode().splitlines():
                    self.apply(json.loads(line))

    def read_checkpoint(self, name: str) -> None:
        """The files that were active at the checkpoint."""
        rows = duckdb.sql(
            f"SELECT add.path, add.partitionValues, add.deletionVector"
            f" FROM read_parquet('{self.saved(name)}') WHERE add IS NOT NULL"
        ).fetchall()
        for path, values, deleted in rows:
            self.add(path, dict(values), deleted)

    def apply(self, action: dict[str, Any]) -> None:
        """One line of a commit."""
        if "add" in action:
            add = action["add"]
            self.add(add["path"], add["partitionValues"], add.get("deletionVector"))
        elif "remove" in action:
            self.active.pop(action["remove"]["path"], None)

    def add(self, path: str, values: dict[str, str], deleted: object) -> None:
        """A file becomes active."""
        if deleted or ":" in path:
            sys.exit(f"{self.root}{path}: this reader does not know deletion vectors or far files")
        self.active[path] = values

    def write(self, out: Path) -> int:
        """Writes the rows into one file; how many there are."""
        selects = [self.select(path, values) for path, values in sorted(self.active.items())]
        if not selects:
            return 0
        rows = " UNION ALL BY NAME ".join(selects)
        duckdb.sql(f"COPY ({rows}) TO '{out}' (FORMAT parquet)")
        return int(duckdb.sql(f"SELECT count(*) FROM '{out}'").fetchall()[0][0])

    def select(self, path: str, values: dict[str, str]) -> str:
        """The rows of a file, with the partition's values as the log has them."""
        named = "".join(f", '{value}' AS {name}" for name, value in values.items())
        left_out = ", ".join(f"'{name}'" for name in values)
        file = self.saved(self.root + urllib.parse.unquote(path))
        columns = f"COLUMNS(lambda c: c NOT IN ({left_out}))" if values else "*"
        return f"SELECT {columns}{named} FROM read_parquet('{file}', hive_partitioning = false)"

    def saved(self, name: str) -> Path:
        """A copy of an object."""
        file = self.folder / name.replace("/", "_").replace("=", "_")
        file.write_bytes(self.lake.read(name))
        return file


def compare(a: Path, b: Path) -> bool:
    """Says of each table whether both have the same rows, as often."""
    names = {file.stem for folder in (a, b) for file in folder.glob("*.parquet")}
    if not names:
        sys.exit(f"no table in {a} and {b}")
    return all([same(a / f"{name}.parquet", b / f"{name}.parquet") for name in sorted(names)])


def same(a: Path, b: Path) -> bool:
    """Compares one table, but for the columns that name a run."""
    if not (a.exists() and b.exists()):
        print(f"{a.stem}: only in {a.parent if a.exists() else b.parent}")
        return False
    columns = [
        name
        for name in duckdb.sql(f"FROM '{a}' LIMIT 0").columns
        if name not in PROVENANCE
    ]
    chosen = ", ".join(f'"{name}"' for name in columns)
    differing = 0
    for one, other in ((a, b), (b, a)):
        rows = duckdb.sql(
            f"SELECT {chosen} FROM '{one}' EXCEPT ALL SELECT {chosen} FROM '{other}'"
        ).fetchall()
        differing += len(rows)
        for row in rows[:3]:
            print(f"{a.stem}: only in {one.parent}: {row}")
    rows_of = [duckdb.sql(f"SELECT count(*) FROM '{f}'").fetchall()[0][0] for f in (a, b)]
    print(f"{a.stem}: {rows_of[0]} and {rows_of[1]} rows, {differing} differ")
    return differing == 0


if __name__ == "__main__":
    main()
