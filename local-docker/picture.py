#!/usr/bin/env python3
"""What the picture of notebooks/late_share.ipynb shows, held against another reader of the tables.

    picture.py asking NOTEBOOK            # the notebook with one cell more, which prints the lines
    picture.py check NOTEBOOK TABLES      # of that one, executed, and the tables as .ci/lake.py dumps them

The check prints one line per day, with its share of late flights and what was expected, in percent. Needs
duckdb.
"""

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

MARK = "lines of the picture: "
ASKING = f"""import json

print("{MARK}" + json.dumps({{
    line.get_label(): [[str(day), float(percent)] for day, percent in zip(*line.get_data())]
    for line in axes.lines}}))"""
LATE = "late"
EXPECTED = "expected by the champion"


def main() -> None:
    """Runs one of the two commands."""
    command, notebook, *tables = sys.argv[1:]
    if command == "asking":
        print(json.dumps(asking(read(notebook))))
    elif command == "check":
        check(read(notebook), Path(tables[0]))
    else:
        sys.exit(f"{command}: asking or check")


def read(notebook: str) -> dict[str, Any]:
    """A notebook."""
    content: dict[str, Any] = json.loads(Path(notebook).read_text(encoding="utf-8"))
    return content


def asking(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook, which also says what it has plotted."""
    cell = {"cell_type": "code", "id": "asking", "metadata": {}, "source": ASKING}
    notebook["cells"].append({**cell, "execution_count": None, "outputs": []})
    return notebook


def check(notebook: dict[str, Any], tables: Path) -> None:
    """Ends the program where table, picture or text are not what the lake's tables say."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    printed = "".join(text for o in outputs if "text" in o for text in o["text"])
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    frames = ["".join(o.get("data", {}).get("text/plain", "")) for o in outputs]
    late = averages(tables / "flights.parquet", "late")
    expected = averages(tables / "flight_scores.parquet", "score")

    same("pictures", 1, len(pictures))
    same("days in the table", sorted(late), re.findall(r"(?m)^\d+ +(\S+)", frame_with_both(frames)))
    lines = json.loads(next(t for t in printed.splitlines() if t.startswith(MARK))[len(MARK) :])
    drawn = {label: dict(points) for label, points in lines.items()}
    same("lines", [LATE, EXPECTED] if expected else [LATE], list(drawn))
    close(LATE, late, drawn[LATE])
    if expected:
        close(EXPECTED, {day: expected.get(day, math.nan) for day in late}, drawn[EXPECTED])
    says = f"Predictions for {len(expected)} of {len(late)} days." if expected else "No predictions yet"
    if says not in printed:
        sys.exit(f'the notebook does not say "{says}"')
    for day in sorted(late):
        print(f"{day} late {late[day]:.2f} expected {expected.get(day, math.nan):.2f}")


def frame_with_both(frames: list[str]) -> str:
    """The data frame that has the predictions, too."""
    return next(frame for frame in frames if "late_share" in frame and "expected" in frame)


def averages(table: Path, column: str) -> dict[str, float]:
    """A column's average in percent, by day; empty if there is no such table."""
    import duckdb

    if not table.exists():
        return {}
    rows = duckdb.sql(f"SELECT day, 100 * avg({column}) FROM '{table}' GROUP BY day ORDER BY day")
    return dict(rows.fetchall())


def same(what: str, expected: object, found: object) -> None:
    """Ends the program if they differ."""
    if expected != found:
        sys.exit(f"{what}: expected {expected}, found {found}")


def close(what: str, expected: dict[str, float], found: dict[str, float]) -> None:
    """Ends the program if the days differ, or the values by more than sums of doubles do."""
    same(f'days of the line "{what}"', list(expected), list(found))
    for day, percent in expected.items():
        if not (math.isclose(percent, found[day]) or math.isnan(percent) and math.isnan(found[day])):
            sys.exit(f'line "{what}", {day}: expected {percent}, found {found[day]}')


if __name__ == "__main__":
    main()
