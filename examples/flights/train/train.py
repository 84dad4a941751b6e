#!/usr/bin/env python3
"""Trains the late-arrival model with XGBoost, by the training contract.

    python train.py contract.json

The contract is one JSON object:

    train_uri   directory of Parquet files with the training rows
    features    [{"name", "type", "nullable"}, ...] in the order the model takes them
    label       name of the column to learn: 0 or 1, never null
    interval    key of the interval trained for; copied into the report
    seed        for every random choice
    params      numbers that replace DEFAULTS, as text or as numbers
    out_uri     where model.ubj and train_report.json are written

Addresses are local paths or gs:// URIs. Other members are ignored; the holdout is never read.

The number of trees is fixed. Early stopping would need days of its own, split off by time from the
training rows, and a few weeks have none to spare. What the report says of the model is the
trainer's own view; who promotes it measures it again.

The same rows, in any order, give the same bytes.
"""

import json
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xgboost as xgb
from pyarrow.fs import FileSystem

# No sampling of rows or columns: then the seed decides nothing, and neither does luck.
DEFAULTS = {
    "trees": 100,
    "max_depth": 6,
    "learning_rate": 0.1,
    "min_child_weight": 20,
    "subsample": 1,
    "colsample_bytree": 1,
    "threads": 2,
}
WHOLE_NUMBERS = {"trees", "max_depth", "threads"}


def main() -> None:
    """Reads the contract named by argument 1, trains, writes model and report."""
    if len(sys.argv) != 2:
        sys.exit("usage: train.py contract.json")
    contract = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    started = time.monotonic()
    params = parameters(contract.get("params") or {})
    features, label = training_rows(contract)
    booster, own_metrics = train(features, label, names(contract), params, contract["seed"])
    report = {
        "interval": contract["interval"],
        "rows": len(label),
        "positives": int(label.sum()),
        "features": names(contract),
        "label": contract["label"],
        "seed": contract["seed"],
        "params": params,
        "best_iteration": params["trees"] - 1,
        "metrics": own_metrics,
        "seconds": round(time.monotonic() - started, 3),
        "python": sys.version.split()[0],
        "libraries": installed(),
    }
    write(contract["out_uri"], "model.ubj", bytes(booster.save_raw("ubj")))
    text = json.dumps(report, indent=2, sort_keys=True) + "\n"
    write(contract["out_uri"], "train_report.json", text.encode())


def parameters(given: dict[str, Any]) -> dict[str, float]:
    """DEFAULTS, replaced by what is given. Ends the program on an unknown name."""
    unknown = sorted(set(given) - set(DEFAULTS))
    if unknown:
        sys.exit(f"unknown params: {', '.join(unknown)}. Known: {', '.join(sorted(DEFAULTS))}")
    return {
        name: (int if name in WHOLE_NUMBERS else float)(given.get(name, default))
        for name, default in DEFAULTS.items()
    }


def names(contract: dict[str, Any]) -> list[str]:
    """Feature names, in the order of the contract."""
    return [feature["name"] for feature in contract["features"]]


def training_rows(contract: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Features as float32 [rows, features], null as NaN, and labels as float32 [rows].

    Rows are put in order by value: Spark writes them in any order, and sums of floats would differ.
    """
    filesystem, path = FileSystem.from_uri(contract["train_uri"])
    columns = [*names(contract), contract["label"]]
    rows = pq.read_table(path, columns=columns, filesystem=filesystem)
    if rows.num_rows == 0:
        sys.exit(f"no training rows in {contract['train_uri']}")
    if rows[contract["label"]].null_count:
        sys.exit(f"label {contract['label']} is null in {rows[contract['label']].null_count} rows")
    matrix = np.column_stack([floats(rows[column]) for column in columns])
    matrix = matrix[np.lexsort(matrix.T)]
    return np.ascontiguousarray(matrix[:, :-1]), matrix[:, -1]


def floats(column: pa.ChunkedArray) -> np.ndarray:
    """A column of numbers or booleans as float32, null as NaN."""
    return pc.cast(column, pa.float32()).to_numpy()


def train(
    features: np.ndarray, label: np.ndarray, names: list[str], params: dict[str, float], seed: int
) -> tuple[xgb.Booster, dict[str, float]]:
    """The model, and AUC and log loss on its own training rows."""
    rows = xgb.DMatrix(features, label, feature_names=names, nthread=params["threads"])
    booster = xgb.train(
        {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "eval_metric": ["auc", "logloss"],
            "seed": seed,
            "nthread": params["threads"],
            "max_depth": params["max_depth"],
            "learning_rate": params["learning_rate"],
            "min_child_weight": params["min_child_weight"],
            "subsample": params["subsample"],
            "colsample_bytree": params["colsample_bytree"],
        },
        rows,
        num_boost_round=params["trees"],
    )
    # "[0]\ttrain-auc:0.70\ttrain-logloss:0.47"
    measured = [part.split(":") for part in booster.eval(rows, name="train").split("\t")[1:]]
    return booster, {name.removeprefix("train-"): float(value) for name, value in measured}


def installed() -> dict[str, str]:
    """Version of every distribution of this Python, by name."""
    found = {d.metadata["Name"]: d.version for d in metadata.distributions()}
    return dict(sorted(found.items()))


def write(directory_uri: str, name: str, content: bytes) -> None:
    """Writes one object whole; a local directory is made if missing."""
    filesystem, path = FileSystem.from_uri(directory_uri)
    if filesystem.type_name == "local":
        filesystem.create_dir(path, recursive=True)
    with filesystem.open_output_stream(f"{path}/{name}") as out:
        out.write(content)


if __name__ == "__main__":
    main()
