#!/usr/bin/env python3
"""Runs a training script for one attempt: headrace_trainer.py --job <spec as JSON>

The rows of a snapshot and the script are brought here, the script learns in a process of its own,
and what it leaves (model.ubj, train_report.json) is put under the attempt's staging prefix with
golden.json: rows with the scores that this Python gives them, against which Java checks its own.

The outcome object is created last, and only where none is. A failed attempt leaves an outcome too
and then ends with exit code 1 and the same message. The holdout is never brought here: what a
script cannot see cannot leak.

Storage is reached by google-cloud-storage with its own settings and nothing else. The environment
variable HEADRACE_CLOCK_OFFSET (an ISO-8601 duration, PT0S by default) is the clock offset for
testing against a simulated clock.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from datetime import datetime, timedelta, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

from google.api_core import exceptions
from google.cloud import storage

CONTRACT_VERSION = 1
FILE_LIST = "_files.json"
MODEL = "model.ubj"
REPORT = "train_report.json"
GOLDEN = "golden.json"
GOLDEN_ROWS = 1_000
GOLDEN_CELLS = 100_000
MOST_DETAIL = 4_000
TAIL_LINES = 200
LIBRARIES = ("numpy", "pyarrow", "scipy", "xgboost", "google-cloud-storage")

Json = dict[str, Any]


class JobFailure(Exception):
    """The end of an attempt: an error class of the job contract and one line for people."""

    def __init__(self, error_class: str, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.error_class = error_class
        self.detail = detail

    def told(self) -> Json:
        """As the outcome tells it."""
        failure: Json = {"errorClass": self.error_class, "message": str(self)}
        if self.detail:
            failure["detail"] = self.detail[-MOST_DETAIL:]
        return failure


class Clock:
    """UTC now, moved by the offset."""

    def __init__(self, offset: timedelta) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The instant that counts for deadlines."""
        return datetime.now(timezone.utc) + self._offset


def duration(text: str) -> timedelta:
    """An ISO-8601 duration as Java writes it: PT0S, PT-26280H-30M, P2DT3H, PT0.5S."""
    number = r"([-+]?\d+(?:\.\d+)?)"
    form = rf"([-+]?)P(?:{number}D)?(?:T(?:{number}H)?(?:{number}M)?(?:{number}S)?)?"
    match = re.fullmatch(form, text)
    if match is None:
        raise ValueError(f"not an ISO-8601 duration: {text!r}")
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    found = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -found if match.group(1) == "-" else found


def instant(text: str) -> datetime:
    """An instant as Java writes it; digits beyond microseconds are cut."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text)
    return datetime.fromisoformat(cut.replace("Z", "+00:00"))


def as_text(moment: datetime) -> str:
    """An instant as Java reads it."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


class Lake:
    """Whole objects by address."""

    def __init__(self, client: storage.Client) -> None:
        self._client = client

    def _blob(self, uri: str) -> storage.Blob:
        match = re.fullmatch(r"gs://([^/]+)/(.+)", uri)
        if match is None:
            raise JobFailure("USER", f"not a Cloud Storage address: {uri}")
        return self._client.bucket(match.group(1)).blob(match.group(2))

    def read(self, uri: str) -> bytes:
        """The bytes of an object that must be there."""
        try:
            return self._blob(uri).download_as_bytes()
        except exceptions.NotFound as e:
            raise JobFailure("INPUT_NOT_READY", f"{uri} does not exist") from e

    def download(self, uri: str, path: Path) -> None:
        """The same into a file, whatever its size."""
        try:
            self._blob(uri).download_to_filename(str(path))
        except exceptions.NotFound as e:
            raise JobFailure("INPUT_NOT_READY", f"{uri} does not exist") from e

    def create(self, uri: str, content: bytes) -> bool:
        """Puts an object where none is; false where one with other bytes is, which stays."""
        try:
            self._blob(uri).upload_from_string(
                content, content_type="application/octet-stream", if_generation_match=0
            )
        except exceptions.PreconditionFailed:
            # A lost answer looks like a lost race: what stands there decides.
            return self.read(uri) == content
        return True


def sha256(content: bytes) -> str:
    """As lower-case hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


class Training:
    """One attempt: bring, learn, leave."""

    def __init__(self, spec: Json, lake: Lake, clock: Clock, folder: Path) -> None:
        self.spec = spec
        self.work: Json = spec["work"]
        self.lake = lake
        self.clock = clock
        self.folder = folder
        self.timings: dict[str, int] = {}
        self.rows = 0

    def run(self) -> None:
        """Everything up to the outcome."""
        self.check_deadline("the work began")
        self.timed("read", self.bring)
        self.timed("train", self.learn)
        self.timed("golden", self.leave_golden)
        self.check_deadline("the model was left")
        self.timed("write", self.leave)

    def timed(self, phase: str, work: Any) -> None:
        """Does the work and keeps its milliseconds."""
        begun = time.monotonic()
        try:
            work()
        finally:
            self.timings[phase] = int((time.monotonic() - begun) * 1000)

    def check_deadline(self, before: str) -> None:
        """A job past its deadline changes nothing more."""
        deadline = instant(self.spec["deadline"])
        now = self.clock.now()
        if now >= deadline:
            raise JobFailure(
                "TIMEOUT",
                f"out of time before {before}: the deadline was {as_text(deadline)}, "
                f"it is {as_text(now)}",
            )

    @property
    def train(self) -> Path:
        """The training rows."""
        return self.folder / "train"

    @property
    def out(self) -> Path:
        """What the script leaves."""
        return self.folder / "out"

    @property
    def script_name(self) -> str:
        """The script's name, for people."""
        return str(self.work["script"]).rsplit("/", 1)[-1]

    def bring(self) -> None:
        """Script and rows; the script must be the one that was deployed."""
        script = self.lake.read(self.work["script"])
        if sha256(script) != self.work["sha256"]:
            raise JobFailure(
                "PLATFORM",
                f"{self.work['script']} is not what was deployed: its SHA-256 is {sha256(script)}",
            )
        (self.folder / self.script_name).write_bytes(script)
        self.train.mkdir()
        self.out.mkdir()
        # The list, not a listing: a file of a failed task is not on it.
        for name in json.loads(self.lake.read(f"{self.work['train']}/{FILE_LIST}")):
            self.lake.download(f"{self.work['train']}/{name}", self.train / name)

    def contract(self) -> Json:
        """What the script gets: the training contract, with local directories."""
        import pyarrow.dataset as ds

        rows = ds.dataset(str(self.train), format="parquet")
        self.rows = rows.count_rows()
        features = []
        for name in self.work["features"]["columns"]:
            field = rows.schema.field(name)
            features.append(
                {"name": name, "type": str(field.type), "nullable": bool(field.nullable)}
            )
        attempt = self.spec["attempt"]
        return {
            "train_uri": str(self.train),
            "features": features,
            "label": self.work["features"]["label"],
            "interval": attempt["interval"],
            "seed": self.work["seed"],
            "params": self.spec["parameters"],
            "out_uri": str(self.out),
            "pipeline": attempt["pipeline"],
            "epoch": attempt["epoch"],
            "stage": attempt["stage"],
            "attempt": attempt["attempt"],
        }

    def learn(self) -> None:
        """Runs the script on its own, echoing what it says."""
        path = self.folder / "contract.json"
        path.write_text(json.dumps(self.contract(), indent=2), encoding="utf-8")
        left = (instant(self.spec["deadline"]) - self.clock.now()).total_seconds()
        # A clock that is moved must not make a wait that no system call takes.
        left = min(left, 7 * 24 * 3600.0)
        tail: deque[str] = deque(maxlen=TAIL_LINES)
        process = subprocess.Popen(
            [sys.executable, str(self.folder / self.script_name), str(path)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        timer = _Alarm(process, left)
        assert process.stdout is not None
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                tail.append(line)
            code = process.wait()
        finally:
            timer.stop()
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()
        if timer.fired:
            raise JobFailure("TIMEOUT", f"{self.script_name} was still running at the deadline")
        if code != 0:
            raise self.script_failure(code, list(tail))

    def script_failure(self, code: int, tail: list[str]) -> JobFailure:
        """What the script's last words say."""
        detail = "".join(tail)
        if code < 0:
            name = signal.Signals(-code).name
            hint = ": is it out of memory?" if name == "SIGKILL" else ""
            return JobFailure("PLATFORM", f"{self.script_name} was killed by {name}{hint}", detail)
        said = [line.strip() for line in tail if line.strip()]
        last = said[-1] if said else f"exit code {code} and not a word"
        return JobFailure("USER", f"{self.script_name}: {last}", detail)

    def left(self, name: str) -> bytes:
        """A file that the script must have left."""
        path = self.out / name
        if not path.is_file() or path.stat().st_size == 0:
            raise JobFailure(
                "USER", f"{self.script_name} left no {name}: write it to the contract's out_uri"
            )
        return path.read_bytes()

    def leave_golden(self) -> None:
        """Rows with missing cells in every feature, and this Python's scores of them."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.dataset as ds
        import xgboost as xgb

        self.left(MODEL)
        booster = xgb.Booster()
        try:
            booster.load_model(str(self.out / MODEL))
        except xgb.core.XGBoostError as e:
            raise JobFailure(
                "USER", f"{self.script_name} left a {MODEL} that XGBoost cannot load", str(e)
            ) from e
        names = self.work["features"]["columns"]
        if booster.num_features() != len(names):
            raise JobFailure(
                "USER",
                f"{MODEL} takes {booster.num_features()} features, declared are {len(names)}",
            )
        most = max(1, min(GOLDEN_ROWS, GOLDEN_CELLS // len(names)))
        head = ds.dataset(str(self.train), format="parquet").head(most, columns=names)
        columns = [pc.cast(head[name], pa.float32()).to_numpy() for name in names]
        matrix = np.column_stack(columns).astype(np.float32)
        for row in range(len(matrix)):
            hidden = row % (len(names) + 1)
            if hidden < len(names):
                matrix[row, hidden] = np.nan
        scores = booster.predict(xgb.DMatrix(matrix, feature_names=booster.feature_names))
        golden = {
            "features": names,
            "rows": [[None if np.isnan(v) else float(v) for v in row] for row in matrix],
            "scores": [float(score) for score in scores],
        }
        (self.out / GOLDEN).write_text(json.dumps(golden), encoding="utf-8")

    def leave(self) -> None:
        """Model, report and golden rows, each put where nothing is."""
        for name, content in (
            (MODEL, self.left(MODEL)),
            (GOLDEN, self.left(GOLDEN)),
            (REPORT, self.report()),
        ):
            uri = f"{self.spec['staging']}/{name}"
            if not self.lake.create(uri, content):
                raise JobFailure(
                    "PLATFORM", f"{uri} is there already, with other bytes: try another attempt"
                )

    def report(self) -> bytes:
        """The script's report with the versions that it ran with."""
        try:
            report = json.loads(self.left(REPORT))
        except ValueError as e:
            raise JobFailure("USER", f"{self.script_name} left a {REPORT} that is no JSON") from e
        if not isinstance(report, dict):
            raise JobFailure("USER", f"{self.script_name} left a {REPORT} that is no JSON object")
        report["libraries"] = libraries()
        return json.dumps(report, indent=2, sort_keys=True).encode()


class _Alarm:
    """Kills a process at its deadline."""

    def __init__(self, process: subprocess.Popen[str], seconds: float) -> None:
        import threading

        self.fired = False
        self._process = process
        self._timer = threading.Timer(max(0.0, seconds), self._fire)
        self._timer.daemon = True
        self._timer.start()

    def _fire(self) -> None:
        self.fired = True
        self._process.kill()

    def stop(self) -> None:
        """The process is done."""
        self._timer.cancel()


def libraries() -> dict[str, str]:
    """Versions by import name, and Python's own."""
    found = {"python": sys.version.split()[0]}
    for name in LIBRARIES:
        for distribution in (name, f"{name}-cpu"):
            try:
                found[name] = metadata.version(distribution)
                break
            except metadata.PackageNotFoundError:
                continue
    return found


def diagnosis(error: BaseException) -> JobFailure:
    """The failure that an exception means."""
    if isinstance(error, JobFailure):
        return error
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError):
        return JobFailure("PLATFORM", "out of memory: give the stage a larger machine", detail)
    if isinstance(error, (exceptions.GoogleAPIError, OSError)):
        return JobFailure("PLATFORM", line, detail)
    return JobFailure("UNKNOWN", line, detail)


def outcome(
    spec: Json, training: Training, failure: JobFailure | None, started: datetime, ended: datetime
) -> Json:
    """The outcome of the job contract."""
    told: Json = {
        "version": CONTRACT_VERSION,
        "job": spec["job"],
        "attempt": spec["attempt"],
        "status": "FAILED" if failure else "SUCCEEDED",
        "rows": {"in": training.rows, "out": 0, "quarantined": 0},
        "expectations": [],
        "measures": {},
        "tablesRead": [],
        "tablesWritten": [],
        "timings": training.timings,
        "startedAt": as_text(started),
        "finishedAt": as_text(ended),
    }
    if failure:
        told["failure"] = failure.told()
    return told


def conclude(lake: Lake, spec: Json, told: Json) -> None:
    """Creates the outcome; an earlier one of the same job is as good as this one."""
    content = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    if not lake.create(spec["outcome"], content):
        earlier = json.loads(lake.read(spec["outcome"]))
        if earlier["job"] != spec["job"]:
            raise JobFailure(
                "PLATFORM", f"{spec['outcome']} belongs to job {earlier['job']}, not to this one"
            )


def run(spec: Json, lake: Lake, clock: Clock) -> None:
    """Runs the attempt to its outcome; raises the failure that the outcome tells."""
    started = clock.now()
    failure: JobFailure | None = None
    with tempfile.TemporaryDirectory(prefix="headrace-") as folder:
        training = Training(spec, lake, clock, Path(folder))
        try:
            training.run()
        except Exception as e:  # noqa: BLE001: whatever it is, the outcome tells it
            failure = diagnosis(e)
            failure.__cause__ = e if e is not failure else None
    conclude(lake, spec, outcome(spec, training, failure, started, clock.now()))
    if failure:
        raise failure


def spec_of(text: str) -> Json:
    """The job spec, checked as far as this program needs it."""
    spec: Json = json.loads(text)
    if spec.get("version") != CONTRACT_VERSION:
        sys.exit(
            f"--job: version {spec.get('version')} of the job contract, but this program knows "
            f"{CONTRACT_VERSION}. Deploy trainer and functions together."
        )
    if spec["work"]["kind"] != "train":
        sys.exit(f"--job: this program trains, but the work is {spec['work']['kind']}")
    return spec


def main(arguments: list[str] | None = None) -> None:
    """The program."""
    parser = argparse.ArgumentParser(description="Runs a training script for one attempt.")
    parser.add_argument("--job", required=True, help="the job spec as JSON")
    spec = spec_of(parser.parse_args(arguments).job)
    clock = Clock(duration(os.environ.get("HEADRACE_CLOCK_OFFSET", "PT0S")))
    # The client would ask for each bucket's metadata, for traces nobody takes and with a right that
    # a job need not have.
    os.environ.setdefault("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "true")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    try:
        run(spec, Lake(storage.Client()), clock)
    except JobFailure as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main()
