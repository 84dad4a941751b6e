"""How a stage's script is loaded and what its errors are told as: python -m unittest test_stage.

Needs no Spark: what Spark does is shown by the local cloud's tests.
"""

from __future__ import annotations

import sys
import unittest
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "main" / "python"))

import headrace_stage as stage  # noqa: E402


class Rows:
    """Stands where a DataFrame would: the module looks for this attribute alone."""

    _jdf = "rows"


def inputs(**parameters: str) -> Any:
    """Inputs with one table."""
    interval = stage.Interval(
        "2024-03-04", stage.instant("2024-03-04T00:00:00Z"), stage.instant("2024-03-05T00:00:00Z")
    )
    return stage.Inputs(None, interval, parameters, {"orders": Rows})  # type: ignore[arg-type]


class ScriptTest(unittest.TestCase):
    """What a script may be."""

    def failure(self, source: str, **parameters: str) -> str:
        """Place and error of a script that fails."""
        try:
            stage.call(source, "daily.py", inputs(**parameters))
        except (Exception, SystemExit) as error:  # noqa: BLE001: as the program itself
            return f"{stage.place(error, 'daily.py')}: {stage.said(error)}"
        raise AssertionError("the script did not fail")

    def test_the_function_gets_the_inputs_and_gives_rows(self) -> None:
        source = "def rows(inputs):\n    return inputs.rows('orders')\n"

        self.assertIsInstance(stage.call(source, "daily.py", inputs()), Rows)

    def test_an_error_is_told_with_the_line_of_the_script(self) -> None:
        source = "def half(n):\n    return n / 0\n\ndef rows(inputs):\n    return half(3)\n"

        self.assertEqual(self.failure(source), "daily.py:2: ZeroDivisionError: division by zero")

    def test_a_script_that_is_no_python_is_told_with_its_line(self) -> None:
        self.assertRegex(self.failure("x = 1\ndef rows(inputs:\n"), r"^daily\.py:2: SyntaxError: ")

    def test_a_script_without_the_function_is_told_what_to_write(self) -> None:
        self.assertEqual(
            self.failure("def row(inputs): pass\n"),
            'daily.py: defines no function "rows": write def rows(inputs)',
        )

    def test_anything_but_rows_is_refused(self) -> None:
        self.assertEqual(
            self.failure("def rows(inputs): pass\n"),
            "daily.py: rows gives NoneType: return a DataFrame, an empty one if there are no rows",
        )

    def test_an_unknown_input_is_told_with_those_that_there_are(self) -> None:
        self.assertEqual(
            self.failure("def rows(inputs):\n    return inputs.rows('order')\n"),
            "daily.py:2: KeyError: the stage reads nothing named 'order', only orders",
        )

    def test_an_unknown_parameter_is_told_with_those_that_there_are(self) -> None:
        source = "def rows(inputs):\n    return inputs.parameter('lest')\n"

        self.assertEqual(
            self.failure(source, least="3"),
            "daily.py:2: KeyError: the stage has no parameter 'lest', only least",
        )

    def test_an_error_of_a_worker_is_told_with_the_line_that_the_worker_ran(self) -> None:
        told = (
            "An exception was thrown from the Python worker.\n"
            "Traceback (most recent call last):\n"
            '  File "daily.py", line 17, in sold\n'
            "ValueError: bad\n"
        )
        source = f"def rows(inputs):\n    raise RuntimeError({told!r})\n"

        self.assertEqual(self.failure(source), "daily.py:17: ValueError: bad")

    def test_leaving_the_process_is_an_error_too(self) -> None:
        source = "import sys\ndef rows(inputs):\n    sys.exit(3)\n"

        self.assertEqual(self.failure(source), "daily.py:3: SystemExit: 3")


class InputsTest(unittest.TestCase):
    """What a script is given."""

    def test_the_interval_is_in_utc(self) -> None:
        self.assertEqual(
            inputs().interval.start, datetime(2024, 3, 4, tzinfo=timezone.utc)
        )

    def test_parameters_are_text_and_cannot_be_changed(self) -> None:
        given = inputs(least="3")

        self.assertEqual(given.parameter("least"), "3")
        with self.assertRaises(TypeError):
            given.parameters["least"] = "4"

    def test_instants_of_java_are_read(self) -> None:
        self.assertEqual(stage.instant("2024-03-04T05:06:07.123456789Z").microsecond, 123456)


if __name__ == "__main__":
    unittest.main()
