#!/usr/bin/env python3
"""Replays the weekly trainings of the example without Headrace: what should be decided.

    python backtest.py                 # one line per training, as a Markdown table
    python backtest.py --check         # compares that table with the one in README.md
    python backtest.py --write         # puts it there
    python backtest.py --ece 0.05      # with another bound on the calibration error
    python backtest.py --features FILE # writes the features it computed, as Parquet

Features come from the landed files by DuckDB, as features.sql describes them. Each training runs
train/train.py by its contract. The columns, the window, the holdout, the gap before it and the
gates are read from pipeline.yaml. A model is promoted if its area under the curve (AUC) beats the
champion's by the margin, the interval of the difference (days drawn with replacement) lies above
the margin, and its expected calibration error (ECE, 10 bins of equal width) is within its bound.

Needs requirements.txt.
"""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xgboost as xgb
import yaml

from check import LANDING, open_landing

HERE = Path(__file__).resolve().parent
TRAIN = HERE / "train" / "train.py"
README = HERE / "README.md"
RULES = yaml.safe_load((HERE / "pipeline.yaml").read_text(encoding="utf-8"))["stages"]["train"]
FEATURES = RULES["features"]


def leading(text: object) -> float:
    """The number that a value such as `28 intervals`, `1 day` or `95%` begins with."""
    return float(str(text).rstrip("%").split()[0])


WINDOW_DAYS = int(leading(RULES["reads"]["features"]["last"]))
HOLDOUT_DAYS = int(leading(RULES["holdout"]["last"]))
GAP_DAYS = int(leading(RULES["holdout"]["label-maturity"]))
MARGIN = float(RULES["promote"]["margin"])
CONFIDENCE = leading(RULES["promote"]["confidence"]) / 100
MOST_ECE = float(RULES["promote"]["calibration"]["ece"])
DRAWS = 1000
SEED = 20010101


def main() -> None:
    """Trains once for each Sunday in the landed days and prints what the gates would say."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--landing", type=Path, default=LANDING, help="folder of days")
    parser.add_argument("--ece", type=float, default=MOST_ECE, help="largest calibration error")
    parser.add_argument("--features", type=Path, help="write the features to this Parquet file")
    parser.add_argument("--check", action="store_true", help="compare with the table in README.md")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    arguments = parser.parse_args()
    rows = features(arguments.landing)
    if arguments.features:
        pq.write_table(rows, arguments.features)
    lines = trainings(rows, arguments.ece)
    print("\n".join(lines))
    if arguments.check or arguments.write:
        before = README.read_text(encoding="utf-8")
        after = with_table(before, lines)
        if arguments.write:
            README.write_text(after, encoding="utf-8")
        elif after != before:
            sys.exit("README.md shows another table: run backtest.py --write")


def with_table(page: str, lines: list[str]) -> str:
    """The page with these lines in the place of its table of trainings."""
    start = page.index(lines[0].split("|")[1].strip()) - len("| ")
    end = page.index("\n\n", start)
    return page[:start] + "\n".join(lines) + page[end:]


def trainings(rows: pa.Table, most_ece: float) -> list[str]:
    """The table: a line for each Sunday, with what the gates say."""
    lines = [
        "| week ends | rows | holdout | AUC | ECE | champion's | difference, "
        f"{CONFIDENCE:.0%} | decision |".replace("%", " %"),
        "| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    champion: xgb.Booster | None = None
    for sunday in sundays(rows):
        train_rows, holdout = split(rows, sunday)
        model = trained(train_rows, sunday)
        label, day = column(holdout, "late"), np.array(holdout["day"].to_pylist())
        scores = score(model, holdout)
        error = calibration_error(label, scores)
        reasons = [] if error <= most_ece else ["calibration"]
        met, interval = "-", "-"
        if champion is None:
            beaten = auc(label, scores) > 0.5
        else:
            champion_scores = score(champion, holdout)
            difference = auc(label, scores) - auc(label, champion_scores)
            low, high = difference_interval(label, scores, champion_scores, day)
            beaten = difference > 0 and difference >= MARGIN and low > MARGIN
            met, interval = f"{auc(label, champion_scores):.4f}", f"{low:+.4f} ... {high:+.4f}"
        reasons += [] if beaten else ["not surely better"]
        decision = "refused: " + ", ".join(reasons) if reasons else "promoted"
        champion = champion if reasons else model
        lines.append(
            f"| {sunday} | {train_rows.num_rows:,} | {holdout.num_rows:,} "
            f"| {auc(label, scores):.4f} | {error:.3f} | {met} | {interval} | {decision} |"
        )
    return lines


def features(landing: Path) -> pa.Table:
    """A row per clean flight: FEATURES, `late` and `day` (text), ordered by day."""
    connection = open_landing(landing)
    connection.execute(
        """
        CREATE TEMP TABLE flights AS
        SELECT CAST(day AS DATE) AS day, origin, destination, distance,
               hour(departed) * 60 + minute(departed) AS minute_of_day,
               hour(departed) AS hour, CAST(delay >= 15 AS INTEGER) AS late
        FROM judged WHERE NOT unreadable AND NOT broken
        """
    )
    joins = "\n".join(
        [
            late_share("origin_late_1", ["origin"], days=1),
            late_share("origin_late_7", ["origin"], days=7),
            late_share("destination_late_1", ["destination"], days=1),
            late_share("destination_late_7", ["destination"], days=7),
            late_share("route_late_7", ["origin", "destination"], days=7),
            late_share("origin_hour_late_7", ["origin", "hour"], days=7),
        ]
    )
    return connection.sql(
        f"""
        SELECT {", ".join(FEATURES)}, late, strftime(day, '%Y-%m-%d') AS day
        FROM (SELECT *, CAST(isodow(day) AS INTEGER) AS day_of_week FROM flights)
        {joins}
        ORDER BY day
        """
    ).to_arrow_table()


def late_share(name: str, by: list[str], days: int) -> str:
    """A join that adds a column: the late share by other columns over the closed days before."""
    keys = ", ".join(by)
    return f"""
        LEFT JOIN (
          SELECT the.day, {keys}, sum(late) / count(*) AS {name}
          FROM (SELECT DISTINCT day FROM flights) AS the
          JOIN flights AS past ON past.day BETWEEN the.day - {days} AND the.day - 1
          GROUP BY the.day, {keys}
        ) USING (day, {keys})"""


def sundays(rows: pa.Table) -> list[datetime.date]:
    """The days that close a week."""
    days = {datetime.date.fromisoformat(day) for day in pc.unique(rows["day"]).to_pylist()}
    return sorted(day for day in days if day.isoweekday() == 7)


def split(rows: pa.Table, last: datetime.date) -> tuple[pa.Table, pa.Table]:
    """Training rows and holdout rows of the window that ends with `last`; the gap is in neither."""

    def before(days: int) -> str:
        return (last - datetime.timedelta(days=days)).isoformat()

    def between(after: str, until: str) -> pa.Table:
        return rows.filter((pc.field("day") > after) & (pc.field("day") <= until))

    holdout = between(before(HOLDOUT_DAYS), last.isoformat())
    return between(before(WINDOW_DAYS), before(HOLDOUT_DAYS + GAP_DAYS)), holdout


def trained(rows: pa.Table, interval: datetime.date) -> xgb.Booster:
    """The model that train.py leaves."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "train").mkdir()
        pq.write_table(rows, work / "train" / "rows.parquet")
        contract = {
            "train_uri": str(work / "train"),
            "features": [
                {"name": name, "type": str(rows.schema.field(name).type), "nullable": True}
                for name in FEATURES
            ],
            "label": "late",
            "interval": interval.isoformat(),
            "seed": SEED,
            "params": {},
            "out_uri": str(work / "out"),
        }
        (work / "contract.json").write_text(json.dumps(contract), encoding="utf-8")
        subprocess.run([sys.executable, TRAIN, work / "contract.json"], check=True)
        return xgb.Booster(model_file=work / "out" / "model.ubj")


def column(rows: pa.Table, name: str) -> np.ndarray:
    """A column as float32, null as NaN."""
    return pc.cast(rows[name], pa.float32()).to_numpy()


def score(model: xgb.Booster, rows: pa.Table) -> np.ndarray:
    """Probabilities, [rows]."""
    matrix = np.column_stack([column(rows, name) for name in FEATURES])
    return model.predict(xgb.DMatrix(matrix, feature_names=FEATURES))


def auc(label: np.ndarray, scores: np.ndarray) -> float:
    """Share of (late, not late) pairs whose late row has the higher score; ties count half."""
    _, group, size = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - (size - 1) / 2)[group]
    late = label == 1
    n_late, n_other = late.sum(), (~late).sum()
    return float((rank[late].sum() - n_late * (n_late + 1) / 2) / (n_late * n_other))


def calibration_error(label: np.ndarray, scores: np.ndarray) -> float:
    """Mean over rows of |mean score - late share| of the row's bin; 10 bins of equal width."""
    bins = np.minimum((scores * 10).astype(int), 9)
    return sum(
        abs(scores[bins == b].mean() - label[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    )


def difference_interval(
    label: np.ndarray, scores: np.ndarray, others: np.ndarray, day: np.ndarray
) -> tuple[float, float]:
    """The middle of AUC(scores) - AUC(others) when whole days are drawn with replacement."""
    random = np.random.default_rng(SEED)
    rows_of = [np.flatnonzero(day == d) for d in np.unique(day)]
    known: dict[tuple[int, ...], float] = {}
    differences = []
    for _ in range(DRAWS):
        drawn = tuple(sorted(random.integers(len(rows_of), size=len(rows_of))))
        if drawn not in known:
            rows = np.concatenate([rows_of[number] for number in drawn])
            known[drawn] = auc(label[rows], scores[rows]) - auc(label[rows], others[rows])
        differences.append(known[drawn])
    low, high = np.quantile(differences, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


if __name__ == "__main__":
    main()
