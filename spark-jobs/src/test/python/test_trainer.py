"""Runs the trainer against a small Cloud Storage on loopback: python -m unittest test_trainer."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import threading
import unittest
import urllib.parse
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "main" / "python"))

import headrace_trainer as trainer  # noqa: E402

ROWS = 400
SCRIPT = '''
import json, sys
from pathlib import Path
import numpy as np, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq, xgboost as xgb
contract = json.loads(Path(sys.argv[1]).read_text())
names = [f["name"] for f in contract["features"]]
rows = pq.read_table(contract["train_uri"])
x = np.column_stack([pc.cast(rows[n], pa.float32()).to_numpy() for n in names])
data = xgb.DMatrix(x, rows[contract["label"]].to_numpy(), feature_names=names, nthread=1)
params = {"objective": "binary:logistic", "nthread": 1, "seed": contract["seed"]}
booster = xgb.train(params, data, int(contract["params"].get("trees", 3)))
out = Path(contract["out_uri"])
booster.save_model(out / "model.ubj")
(out / "train_report.json").write_text(json.dumps({"contract": contract, "rows": len(x)}))
print("trained")
'''


class FakeStorage(ThreadingHTTPServer):
    """Objects by bucket and name, created only where none is; names and bytes are all it knows."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.objects: dict[str, bytes] = {}
        self.lock = threading.Lock()
        self.lost_answers = 0


class _Requests(BaseHTTPRequestHandler):
    server: FakeStorage
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def do_GET(self) -> None:
        """Metadata, or with alt=media the bytes."""
        url = urllib.parse.urlparse(self.path)
        parts = url.path.split("/o/", 1)
        key = f"{parts[0].rsplit('/', 1)[1]}/{urllib.parse.unquote(parts[1])}"
        content = self.server.objects.get(key)
        if content is None:
            self.answer(404, b'{"error": {"code": 404, "message": "No such object"}}')
        elif "alt=media" in url.query:
            self.answer(200, content)
        else:
            self.answer(200, json.dumps({"name": key, "size": str(len(content))}).encode())

    def do_POST(self) -> None:
        """A multipart upload."""
        url = urllib.parse.urlparse(self.path)
        query = urllib.parse.parse_qs(url.query)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        boundary = self.headers["Content-Type"].split("boundary=")[1].strip('"\'').encode()
        _, meta, media = body.split(b"--" + boundary, 2)
        name = json.loads(meta.split(b"\r\n\r\n", 1)[1])["name"]
        content = media.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--" + boundary + b"--", 1)[0]
        key = f"{url.path.split('/b/')[1].split('/')[0]}/{name}"
        with self.server.lock:
            if query.get("ifGenerationMatch") == ["0"] and key in self.server.objects:
                self.answer(412, b'{"error": {"code": 412, "message": "conditionNotMet"}}')
                return
            self.server.objects[key] = content
            if self.server.lost_answers > 0:
                self.server.lost_answers -= 1
                self.answer(503, b'{"error": {"code": 503, "message": "lost"}}')
                return
        self.answer(200, json.dumps({"name": name, "size": str(len(content))}).encode())

    def answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)


class TrainerTest(unittest.TestCase):
    """Each test is one attempt against a store of its own."""

    def setUp(self) -> None:
        self.store = FakeStorage()
        thread = threading.Thread(target=self.store.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.addCleanup(self.store.server_close)
        self.addCleanup(self.store.shutdown)
        self.environment = {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{self.store.server_port}"}
        self.put_rows()

    def put_rows(self) -> None:
        """Training rows as Spark leaves them: a list of files, and a file that is not on it."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.parquet as pq

        random = np.random.default_rng(1)
        a = random.random(ROWS)
        b = [None if i % 7 == 0 else int(i % 20) for i in range(ROWS)]
        late = (a + random.random(ROWS) > 1).astype("int32")
        table = pa.table({"day": ["2001-01-01"] * ROWS, "a": a, "b": b, "late": late})
        sink = io.BytesIO()
        pq.write_table(table, sink)
        self.store.objects["lake/staging/s/train/part-0.parquet"] = sink.getvalue()
        self.store.objects["lake/staging/s/train/part-failed.parquet"] = b"not Parquet"
        self.store.objects["lake/staging/s/train/_files.json"] = b'["part-0.parquet"]'

    def spec(self, script: str = SCRIPT, **changes: Any) -> dict[str, Any]:
        self.store.objects["code/x/train.py"] = script.encode()
        spec = {
            "version": 1,
            "job": "flights-train-2001-01-07-x0",
            "attempt": {
                "pipeline": "flights",
                "interval": "2001-01-07",
                "epoch": 1,
                "stage": "train",
                "attempt": 1,
            },
            "interval": {
                "key": "2001-01-07",
                "start": "2001-01-07T05:00:00Z",
                "end": "2001-01-08T05:00:00Z",
            },
            "deadline": "2999-01-01T00:00:00Z",
            "inputs": {},
            "parameters": {"trees": "4"},
            "work": {
                "kind": "train",
                "model": "delay",
                "features": {"columns": ["a", "b"], "label": "late"},
                "script": "gs://code/x/train.py",
                "sha256": hashlib.sha256(script.encode()).hexdigest(),
                "train": "gs://lake/staging/s/train",
                "seed": 42,
            },
            "program": "gs://code/y/headrace_trainer.py",
            "staging": "gs://lake/staging/t",
            "outcome": "gs://outcomes/flights/2001-01-07/1/train/1.json",
        }
        spec.update(changes)
        return spec

    def run_trainer(self, spec: dict[str, Any], offset: str = "PT0S") -> tuple[int | str, dict]:
        """The exit and the outcome."""
        saved = dict(os.environ)
        os.environ.update(self.environment, HEADRACE_CLOCK_OFFSET=offset)
        exit_code: int | str = 0
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                trainer.main(["--job", json.dumps(spec)])
        except SystemExit as e:
            exit_code = e.code if e.code is not None else 0
        finally:
            os.environ.clear()
            os.environ.update(saved)
        return exit_code, json.loads(self.store.objects["outcomes/flights/2001-01-07/1/train/1.json"])

    def staged(self, name: str) -> Any:
        return json.loads(self.store.objects[f"lake/staging/t/{name}"])

    def test_a_script_trains_and_its_model_is_left_with_report_golden_rows_and_outcome(self) -> None:
        exit_code, outcome = self.run_trainer(self.spec())

        self.assertEqual(0, exit_code)
        self.assertEqual("SUCCEEDED", outcome["status"])
        self.assertEqual({"in": ROWS, "out": 0, "quarantined": 0}, outcome["rows"])
        self.assertIn("train", outcome["timings"])
        self.assertGreater(len(self.store.objects["lake/staging/t/model.ubj"]), 100)
        report = self.staged("train_report.json")
        self.assertEqual("3.2.0", report["libraries"]["xgboost"])
        contract = report["contract"]
        self.assertEqual(["a", "b"], [f["name"] for f in contract["features"]])
        self.assertEqual("int64", contract["features"][1]["type"])
        self.assertEqual(("late", 42, "2001-01-07"),
                         (contract["label"], contract["seed"], contract["interval"]))
        self.assertEqual({"trees": "4"}, contract["params"])
        self.assertNotIn("holdout_uri", contract)

    def test_golden_rows_miss_cells_in_every_feature_and_carry_the_scores_of_this_python(self) -> None:
        import numpy as np
        import xgboost as xgb

        self.run_trainer(self.spec())

        golden = self.staged("golden.json")
        rows = np.array([[np.nan if v is None else v for v in row] for row in golden["rows"]])
        self.assertTrue(np.isnan(rows).any(axis=0).all())
        booster = xgb.Booster(model_file=bytearray(self.store.objects["lake/staging/t/model.ubj"]))
        again = booster.predict(xgb.DMatrix(rows, feature_names=["a", "b"]))
        np.testing.assert_allclose(golden["scores"], again, atol=1e-7)

    def test_the_last_line_of_a_traceback_is_the_message_and_the_tail_the_detail(self) -> None:
        exit_code, outcome = self.run_trainer(self.spec("x = 1\nraise ValueError('no such column')\n"))

        self.assertEqual("train.py: ValueError: no such column", exit_code)
        self.assertEqual("FAILED", outcome["status"])
        self.assertEqual("USER", outcome["failure"]["errorClass"])
        self.assertEqual(exit_code, outcome["failure"]["message"])
        self.assertIn("line 2", outcome["failure"]["detail"])
        self.assertNotIn("lake/staging/t/model.ubj", self.store.objects)

    def test_a_script_that_leaves_no_model_is_the_users_mistake(self) -> None:
        exit_code, outcome = self.run_trainer(self.spec("print('nothing')\n"))

        self.assertIn("left no model.ubj", str(exit_code))
        self.assertEqual("USER", outcome["failure"]["errorClass"])

    def test_a_model_of_other_features_is_refused(self) -> None:
        script = SCRIPT.replace('for f in contract["features"]]', 'for f in contract["features"]][:1]')
        exit_code, _ = self.run_trainer(self.spec(script))

        self.assertEqual("model.ubj takes 1 features, declared are 2", exit_code)

    def test_a_script_that_was_killed_is_a_matter_of_the_platform(self) -> None:
        exit_code, outcome = self.run_trainer(
            self.spec("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
        )

        self.assertEqual("train.py was killed by SIGKILL: is it out of memory?", exit_code)
        self.assertEqual("PLATFORM", outcome["failure"]["errorClass"])

    def test_a_changed_script_is_not_run(self) -> None:
        spec = self.spec()
        spec["work"]["sha256"] = "0" * 64
        exit_code, outcome = self.run_trainer(spec)

        self.assertIn("is not what was deployed", str(exit_code))
        self.assertEqual("PLATFORM", outcome["failure"]["errorClass"])

    def test_missing_rows_are_an_input_that_is_not_ready(self) -> None:
        del self.store.objects["lake/staging/s/train/_files.json"]
        exit_code, outcome = self.run_trainer(self.spec())

        self.assertEqual("gs://lake/staging/s/train/_files.json does not exist", exit_code)
        self.assertEqual("INPUT_NOT_READY", outcome["failure"]["errorClass"])

    def test_a_job_past_its_deadline_does_nothing_by_a_clock_that_can_be_moved(self) -> None:
        spec = self.spec(deadline="2001-01-08T12:00:00.123456789Z")
        exit_code, outcome = self.run_trainer(spec)
        self.assertIn("out of time before the work began", str(exit_code))
        self.assertEqual("TIMEOUT", outcome["failure"]["errorClass"])

        del self.store.objects["outcomes/flights/2001-01-07/1/train/1.json"]
        exit_code, outcome = self.run_trainer(spec, offset="P-36500D")
        self.assertEqual((0, "SUCCEEDED"), (exit_code, outcome["status"]))

    def test_the_script_is_stopped_at_the_deadline(self) -> None:
        deadline = trainer.Clock(timedelta()).now() + timedelta(seconds=1.5)
        spec = self.spec("import threading\nthreading.Event().wait(60)\n",
                         deadline=trainer.as_text(deadline))
        exit_code, outcome = self.run_trainer(spec)

        self.assertEqual("train.py was still running at the deadline", exit_code)
        self.assertEqual("TIMEOUT", outcome["failure"]["errorClass"])

    def test_an_earlier_outcome_of_the_same_job_stays(self) -> None:
        spec = self.spec()
        earlier = json.dumps({"job": spec["job"], "status": "SUCCEEDED"}).encode()
        self.store.objects["outcomes/flights/2001-01-07/1/train/1.json"] = earlier
        exit_code, outcome = self.run_trainer(spec)

        self.assertEqual(0, exit_code)
        self.assertEqual({"job": spec["job"], "status": "SUCCEEDED"}, outcome)

    def test_an_outcome_of_another_job_is_not_taken_for_ones_own(self) -> None:
        self.store.objects["outcomes/flights/2001-01-07/1/train/1.json"] = b'{"job": "other"}'
        exit_code, _ = self.run_trainer(self.spec())

        self.assertIn("belongs to job other", str(exit_code))

    def test_a_lost_answer_is_not_a_lost_race(self) -> None:
        self.store.lost_answers = 1
        exit_code, outcome = self.run_trainer(self.spec())

        self.assertEqual((0, "SUCCEEDED"), (exit_code, outcome["status"]))

    def test_durations_are_read_as_java_writes_them(self) -> None:
        self.assertEqual(timedelta(0), trainer.duration("PT0S"))
        self.assertEqual(timedelta(hours=-5, minutes=-30), trainer.duration("PT-5H-30M"))
        self.assertEqual(timedelta(days=2, hours=3, seconds=0.5), trainer.duration("P2DT3H0.5S"))
        self.assertEqual(timedelta(days=-1), trainer.duration("-P1D"))
        with self.assertRaises(ValueError):
            trainer.duration("1 day")

    def test_a_spec_of_another_version_or_kind_is_refused(self) -> None:
        for spec, words in (
            (self.spec(version=2), "version 2 of the job contract"),
            (self.spec(work={"kind": "sql"}), "the work is sql"),
        ):
            with self.assertRaises(SystemExit) as refused:
                trainer.main(["--job", json.dumps(spec)])
            self.assertIn(words, str(refused.exception))


if __name__ == "__main__":
    unittest.main()
