"""`benchmarks/catalogue.py` counts the components beside the installed Keras' own blocks."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.preloaded import python
from tests.shell import kb

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "catalogue.py"


@pytest.fixture(scope="module")
def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kb("list", "--json").stdout)
    return found


def catalogue(listed: list[dict[str, Any]]) -> "subprocess.CompletedProcess[str]":
    return python(PROGRAM, given=json.dumps(listed))


def test_nothing_is_missing_without_a_reason(listed: list[dict[str, Any]]) -> None:
    counted = catalogue(listed)
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert "0 missing without a reason" in counted.stdout


def test_what_is_missing_is_named(listed: list[dict[str, Any]]) -> None:
    counted = catalogue([each for each in listed if each["name"] not in {"prelu", "mnist"}])
    assert counted.returncode == 1
    assert "missing: keras.datasets.mnist\nmissing: keras.layers.PReLU\n" in counted.stdout
