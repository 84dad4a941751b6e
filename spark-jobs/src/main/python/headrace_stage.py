#!/usr/bin/env python3
"""Runs the script of a python stage for one attempt: headrace_stage.py --job <spec as JSON>

A script defines one function, which gives the interval's rows of the table that its stage writes:

    from headrace_stage import Inputs
    from pyspark.sql import DataFrame, functions as F

    def rows(inputs: Inputs) -> DataFrame:
        orders = inputs.rows("orders")
        totals = orders.groupBy("shop").agg(F.sum("price").alias("revenue"))
        return totals.withColumn("day", F.lit(inputs.interval.key))

The rows have the columns that the table declares, by name and in any order. They are written once to
the attempt's own folder, held against the table's expectations, and then replace the interval in one
commit, all by the Java code that does it for every stage; so a script writes nothing by itself, and
may run again. What it raises fails the attempt as an error of its author, with the line.

The outcome object is created last. A failed attempt leaves an outcome too and then ends with exit
code 1 and the same message. The jar of Headrace's Spark jobs must be on the JVM's class path.
"""

from __future__ import annotations

import argparse
import json
import linecache
import re
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Inputs", "Interval"]

FUNCTION = "rows"
MODULE = "headrace_user_script"
MOST_DETAIL = 4_000


@dataclass(frozen=True)
class Interval:
    """Half-open time: from start, before end, both in UTC; the key names it in tables."""

    key: str
    start: datetime
    end: datetime


class Inputs:
    """What an attempt of a stage is given. Tests may make their own."""

    def __init__(
        self,
        spark: SparkSession,
        interval: Interval,
        parameters: Mapping[str, str],
        tables: Mapping[str, Callable[[], DataFrame]],
    ) -> None:
        self.spark = spark
        self.interval = interval
        self.parameters: Mapping[str, str] = MappingProxyType(dict(parameters))
        self._tables = dict(tables)

    @property
    def names(self) -> list[str]:
        """The names under which the stage reads."""
        return sorted(self._tables)

    def rows(self, name: str) -> DataFrame:
        """The rows of one of them.

        Of a table those of the intervals that the stage asks for, at the version that was newest
        when the attempt began. Of landed files those that are as declared, and beside the declared
        columns _source_file, which may be handed on: the quarantine then tells where a row is from.
        """
        if name not in self._tables:
            raise KeyError(f"the stage reads nothing named {name!r}, only {_said(self._tables)}")
        return self._tables[name]()

    def parameter(self, name: str) -> str:
        """One of the stage's parameters, as text."""
        if name not in self.parameters:
            raise KeyError(f"the stage has no parameter {name!r}, only {_said(self.parameters)}")
        return self.parameters[name]


def _said(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(names)) or "nothing at all"


class ScriptError(Exception):
    """The script is not what a stage can run."""


def instant(text: str) -> datetime:
    """An instant as Java writes it; digits beyond microseconds are cut."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text)
    return datetime.fromisoformat(cut.replace("Z", "+00:00"))


def load(source: str, name: str) -> ModuleType:
    """The script as a module. Its functions travel to Spark's workers by value."""
    module = ModuleType(MODULE)
    module.__file__ = name
    sys.modules[MODULE] = module
    # With its lines known, a traceback shows them.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        from pyspark import cloudpickle

        cloudpickle.register_pickle_by_value(module)
    except ImportError:
        pass  # A test of a script without Spark has no workers.
    exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102: it is the script's purpose
    return module


def call(source: str, name: str, inputs: Inputs) -> DataFrame:
    """The DataFrame that the script gives."""
    function = getattr(load(source, name), FUNCTION, None)
    if not callable(function):
        raise ScriptError(f'defines no function "{FUNCTION}": write def {FUNCTION}(inputs)')
    given = function(inputs)
    if not hasattr(given, "_jdf"):
        raise ScriptError(
            f"{FUNCTION} gives {type(given).__name__}: return a DataFrame, an empty one if there "
            "are no rows"
        )
    return given


def place(error: BaseException, name: str) -> str:
    """Where in the script an error came from: daily.py:12, or the script alone."""
    if isinstance(error, SyntaxError) and error.filename == name and error.lineno:
        return f"{name}:{error.lineno}"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == name]
    # The trace of a function that a worker ran is text in the error.
    told = re.findall(rf'File "{re.escape(name)}", line (\d+)', str(error))
    lines += [int(line) for line in told]
    return f"{name}:{lines[-1]}" if lines else name


def said(error: BaseException) -> str:
    """An error in a line."""
    if isinstance(error, ScriptError):
        return str(error)
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if isinstance(error, SyntaxError):
        lines = [error.msg]
    if "Traceback (most recent call last)" in text:
        # A worker's: its last words say what it was.
        return lines[-1]
    return ": ".join([type(error).__name__, *lines[:1]])


def thrown(error: BaseException) -> Any:
    """What the JVM threw, if the error is of the JVM."""
    return getattr(error, "_origin", None) or getattr(error, "java_exception", None)


def session() -> SparkSession:
    """A session of a new application, as the jar wants it."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    SparkContext._ensure_initialized()
    builder = SparkSession.builder.appName("headrace")
    settings = SparkContext._jvm.dev.headrace.spark.Sessions.ofApplication()
    for key in settings:
        builder = builder.config(key, settings[key])
    return builder.getOrCreate()


def inputs_of(spec: Any, spark: SparkSession, job: Any) -> Inputs:
    """What the spec promises, read through the job."""
    from pyspark.sql import DataFrame

    def table(name: str) -> Callable[[], DataFrame]:
        return lambda: DataFrame(job.rows(name), spark)

    given = spec["interval"]
    interval = Interval(given["key"], instant(given["start"]), instant(given["end"]))
    return Inputs(spark, interval, spec["parameters"], {name: table(name) for name in spec["inputs"]})


def run(argument: str, spark: SparkSession) -> str | None:
    """Runs the attempt to its outcome; what failed, in one line."""
    spec = json.loads(argument)
    name = str(spec["work"]["script"]).rsplit("/", 1)[-1]
    job = spark._jvm.dev.headrace.spark.python.PythonJob.begin(argument)
    try:
        given = call(job.open(), name, inputs_of(spec, spark, job))
        job.publish(given._jdf)
    except (Exception, SystemExit) as error:  # noqa: BLE001: whatever it is, the outcome tells it
        traceback.print_exc()
        trace = "".join(traceback.format_exception(error))[-MOST_DETAIL:]
        return str(job.fail(place(error, name), said(error), trace, thrown(error)))
    return None


def main(arguments: list[str] | None = None) -> None:
    """The program."""
    # The script imports this module by its name, and must find the same classes.
    sys.modules["headrace_stage"] = sys.modules[__name__]
    parser = argparse.ArgumentParser(description="Runs the script of a python stage.")
    parser.add_argument("--job", required=True, help="the job spec as JSON")
    argument = parser.parse_args(arguments).job
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    spark = session()
    try:
        failed = run(argument, spark)
    finally:
        spark.stop()
    if failed is not None:
        sys.exit(failed)


if __name__ == "__main__":
    main()
