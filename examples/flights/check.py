#!/usr/bin/env python3
"""Works out, without Headrace and without Spark, what the table `flights` should hold.

    python check.py                    # a table for people
    python check.py --json             # the same for programs
    python check.py --landing FOLDER   # other landed files: FOLDER/<day>/*.csv.gz

Each landed line ends in exactly one place: `unreadable` (not five fields, or a number that is no
number), `quarantined` (it breaks a rule) or `clean`. The rules restate the expectations of
pipeline.yaml from their meaning, on purpose not from the file, so that agreement means something.
Fields in quotes are not understood; neither the source nor the example has any.

Needs duckdb.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import duckdb

LANDING = Path(__file__).resolve().parent / "landing"
HEADER = "date,delay,distance,origin,destination"

# One row per landed line that is no header: its day and its fields, all text, '' as null.
FIELDS = """
CREATE TEMP VIEW fields AS
WITH lines AS (
  SELECT parse_path(filename)[-2] AS day, line
  FROM read_csv(?, columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '',
                header = false, auto_detect = false, filename = true, compression = 'gzip')
  WHERE line <> '' AND line <> getvariable('header')
)
SELECT
  day,
  len(string_split(line, ',')) AS fields,
  nullif(split_part(line, ',', 1), '') AS date,
  nullif(split_part(line, ',', 2), '') AS delay,
  nullif(split_part(line, ',', 3), '') AS distance,
  nullif(split_part(line, ',', 4), '') AS origin,
  nullif(split_part(line, ',', 5), '') AS destination
FROM lines
"""

WHOLE_NUMBER = "^[+-]?[0-9]+$"
TYPED = """
CREATE TEMP VIEW landed AS
SELECT
  day,
  fields <> 5
    OR (delay IS NOT NULL AND whole(delay) IS NULL)
    OR (distance IS NOT NULL AND whole(distance) IS NULL) AS unreadable,
  date,
  try_strptime(date, '%Y-%m-%d %H:%M:%S') AS departed,
  whole(delay) AS delay,
  whole(distance) AS distance,
  origin,
  destination
FROM fields
"""

# What a readable row breaks; a comparison with null breaks nothing.
RULES = {
    "missing": "departed IS NULL OR delay IS NULL OR distance IS NULL"
    " OR origin IS NULL OR destination IS NULL",
    "delay": "delay < -90 OR delay > 1800",
    "distance": "distance < 1 OR distance > 6000",
    "other_day": "strftime(departed, '%Y-%m-%d') <> day",
    "airport": "NOT regexp_full_match(origin, '[A-Z]{3}')"
    " OR NOT regexp_full_match(destination, '[A-Z]{3}')",
}


def main() -> None:
    """Prints one line per day, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--landing", type=Path, default=LANDING, help="folder of days")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    found = expected(arguments.landing)
    print(json.dumps(found, indent=2) if arguments.json else as_text(found))


def expected(landing: Path) -> dict[str, Any]:
    """`days`, oldest first, and their sum `all`.

    Each has `landed`, `unreadable`, `quarantined`, `clean`, `late` (numbers of rows; late ones are
    clean), `late_share` (0 to 1 of clean, null if none), `twins` (clean rows that equal another in
    every column) and `by_rule` (rows in quarantine by rule; a row can break several).
    """
    connection = open_landing(landing)
    counts = ", ".join(
        f"count_if(NOT unreadable AND coalesce({rule}, false)) AS {name}"
        for name, rule in RULES.items()
    )
    result = connection.execute(
        f"""
        SELECT day, count(*) AS landed, count_if(unreadable) AS unreadable,
               count_if(NOT unreadable AND broken) AS quarantined,
               count_if(good) AS clean,
               count_if(good AND delay >= 15) AS late,
               count_if(good AND alike > 1) AS twins, {counts}
        FROM (
          SELECT *, NOT unreadable AND NOT broken AS good,
                 count(*) OVER (
                   PARTITION BY day, unreadable, date, delay, distance, origin, destination
                 ) AS alike
          FROM judged
        )
        GROUP BY day ORDER BY day
        """
    )
    names = [column[0] for column in result.description]
    days = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
    return {"days": [shaped(day) for day in days], "all": shaped(summed(days))}


def open_landing(landing: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the view `judged`: a row per landed line, `unreadable`, `broken`, typed."""
    connection = duckdb.connect()
    if not any(landing.glob("*/*.csv.gz")):
        sys.exit(f"{landing}: no <day>/*.csv.gz in it")
    files = str(landing / "*" / "*.csv.gz").replace("'", "''")
    connection.execute("SET VARIABLE header = $header", {"header": HEADER})
    connection.execute(
        f"CREATE MACRO whole(t) AS"
        f" CASE WHEN regexp_matches(t, '{WHOLE_NUMBER}') THEN TRY_CAST(t AS INTEGER) END"
    )
    connection.execute(FIELDS.replace("?", f"'{files}'"))
    connection.execute(TYPED)
    broken = " OR ".join(f"coalesce({rule}, false)" for rule in RULES.values())
    connection.execute(f"CREATE TEMP TABLE judged AS SELECT *, {broken} AS broken FROM landed")
    return connection


def summed(days: list[dict[str, Any]]) -> dict[str, Any]:
    """The sum of every count."""
    return {
        name: "all" if name == "day" else sum(int(day[name]) for day in days) for name in days[0]
    }


def shaped(day: dict[str, Any]) -> dict[str, Any]:
    """A result row in the shape that `expected` promises."""
    counts = {name: value if name == "day" else int(value) for name, value in day.items()}
    by_rule = {name: counts.pop(name) for name in RULES}
    share = counts["late"] / counts["clean"] if counts["clean"] else None
    return {**counts, "late_share": share, "by_rule": by_rule}


def as_text(found: dict[str, Any]) -> str:
    """A table with one line per day."""
    columns = ["landed", "unreadable", "quarantined", "clean", "twins", "late"]
    lines = ["day       " + "".join(f"{name:>12}" for name in columns) + "  late share"]
    for day in [*found["days"], found["all"]]:
        share = "-" if day["late_share"] is None else f"{day['late_share']:.4f}"
        lines.append(
            f"{day['day']:<10}" + "".join(f"{day[name]:>12,}" for name in columns) + f"{share:>12}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
