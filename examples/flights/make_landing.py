#!/usr/bin/env python3
"""Cuts the landing files of the flights example out of the 3,000,000-row Parquet file.

    python make_landing.py ../../../shared/data/flights-3m.parquet   # writes landing/
    python make_landing.py --table                                   # prints rows per day
    python make_landing.py --check ../../../shared/data/flights-3m.parquet

One gzip file per day of actual departure, `landing/<day>/flights-<day>.csv.gz`. Rows are the
source's rows in the source's order, nothing cleaned, nothing added. The same source and the same
zlib give the same bytes: no time, no name and no machine stands in the gzip header. `--check`
compares what is inside, so it holds under any zlib. The marker `_SUCCESS` is not here: whoever
lands a day writes it, last.

Needs pyarrow.
"""

import argparse
import csv
import datetime
import gzip
import hashlib
import io
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

SOURCE_SHA256 = "dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0"
FIRST_DAY = datetime.date(2001, 1, 1)
DAYS = 28
COLUMNS = ["date", "delay", "distance", "origin", "destination"]
LANDING = Path(__file__).resolve().parent / "landing"


def main() -> int:
    """Writes, checks or describes the landing folder; 0 when all is well, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("source", nargs="?", type=Path, help="path of flights-3m.parquet")
    parser.add_argument("--landing", type=Path, default=LANDING, help="folder to write or read")
    parser.add_argument(
        "--check", action="store_true", help="compare the files with the source, write nothing"
    )
    parser.add_argument("--table", action="store_true", help="print rows per day as Markdown")
    arguments = parser.parse_args()

    if arguments.table:
        print(table(arguments.landing))
        return 0
    if arguments.source is None:
        parser.error("the path of flights-3m.parquet is missing")
    different = 0
    for path, content in landing_files(read_source(arguments.source)):
        file = arguments.landing / path
        if arguments.check:
            if not file.is_file() or gzip.decompress(file.read_bytes()) != content:
                print(f"{path}: differs from the source", file=sys.stderr)
                different += 1
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(gzipped(content))
    return 1 if different else 0


def read_source(path: Path) -> pa.Table:
    """All rows of the source, five columns, in file order. Ends the program on another file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        sys.exit(f"{path}: sha256 is {digest}, expected {SOURCE_SHA256}")
    return pq.read_table(path, columns=COLUMNS)


def landing_files(flights: pa.Table) -> Iterator[tuple[Path, bytes]]:
    """Path below the landing folder and uncompressed content, one pair for each of the days."""
    day_of_row = pc.cast(flights["date"], pa.date32())
    for number in range(DAYS):
        day = FIRST_DAY + datetime.timedelta(days=number)
        rows = flights.filter(pc.equal(day_of_row, pa.scalar(day)))
        yield Path(f"{day}/flights-{day}.csv.gz"), as_csv(rows)


def as_csv(rows: pa.Table) -> bytes:
    """Header and rows, LF, unquoted; `date` as `2001-01-05 06:35:00`, without a zone."""
    text = rows.set_column(
        0, "date", pc.strftime(pc.cast(rows["date"], pa.timestamp("s")), "%Y-%m-%d %H:%M:%S")
    )
    header = ",".join(COLUMNS).encode() + b"\n"
    body = io.BytesIO()
    options = pa_csv.WriteOptions(include_header=False, quoting_style="none")
    pa_csv.write_csv(text, body, options)
    return header + body.getvalue()


def gzipped(content: bytes) -> bytes:
    """A gzip member without time, name or operating system in its header."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    header = b"\x1f\x8b\x08\x00" + b"\x00" * 4 + b"\x02\xff"
    trailer = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return header + deflate.compress(content) + deflate.flush() + trailer


def table(landing: Path) -> str:
    """Rows, late share, smallest and largest delay per landed day, as a Markdown table."""
    lines = [
        "| day | | rows | late | min delay | max delay |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    total = total_late = 0
    for file in sorted(landing.glob("*/*.csv.gz")):
        with gzip.open(file, "rt", newline="") as rows:
            delays = [int(row["delay"]) for row in csv.DictReader(rows)]
        late = sum(delay >= 15 for delay in delays)
        total, total_late = total + len(delays), total_late + late
        day = datetime.date.fromisoformat(file.parent.name)
        lines.append(
            f"| {day} | {day:%a} | {len(delays):,} | {late / len(delays):.1%} "
            f"| {min(delays)} | {max(delays)} |"
        )
    lines.append(f"| **all** | | **{total:,}** | **{total_late / total:.1%}** | | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
