"""Keras' own tests pass with our `fit` in the place of Keras', but for the deviations in docs.

    KERAS_CHECKOUT=FOLDER python -m pytest -m slow tests/keras_own

The folder is a checkout of Keras at the installed version. Nothing is fetched.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

CHECKOUT = os.environ.get("KERAS_CHECKOUT")
ROOMS = ("trainers", "callbacks", "models", "optimizers", "saving", "wrappers", "layers")
HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "keras-tests.md"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHECKOUT is None, reason="KERAS_CHECKOUT names no checkout of Keras"),
]


def passed(room: str, report: Path, compilation: str | None) -> set[str]:
    """The tests of a room that pass, with Keras' `fit` or, under a compilation, with ours."""
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"KERAS_BACKEND": "tensorflow", "PYTHONPATH": path}
    plugin: list[str] = []
    if compilation is not None:
        environment["KB_COMPILATION"] = compilation
        plugin = ["-p", "fit_replaced"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist"]
    command += ["-p", "no:cacheprovider", "--continue-on-collection-errors"]
    subprocess.run(
        [*command, *plugin, f"--junitxml={report}", f"keras/src/{room}"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        check=False,
    )
    return {
        f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
        for case in ET.parse(report).iter("testcase")  # noqa: S314 we have just had it written
        if not {child.tag for child in case} & {"failure", "error", "skipped"}
    }


def deviations(compilation: str) -> set[str]:
    """The tests that docs list as deviating, by name."""
    table = TABLE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", table, re.MULTILINE)
    return {name for name, where in rows if compilation in where or "both" in where}


@pytest.mark.parametrize("compilation", ["graph", "xla"])
@pytest.mark.parametrize("room", ROOMS)
def test_keras_own_tests_pass_with_our_fit(room: str, compilation: str, tmp_path: Path) -> None:
    plain = passed(room, tmp_path / "plain.xml", None)
    with_ours = passed(room, tmp_path / "ours.xml", compilation)
    assert plain
    assert plain - with_ours - deviations(compilation) == set()
