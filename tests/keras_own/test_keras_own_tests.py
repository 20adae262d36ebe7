"""Keras' own tests pass with our `fit` in the place of Keras', but for the deviations in docs.

    KERAS_CHECKOUT=FOLDER python -m pytest -m slow tests/keras_own

The folder is a checkout of Keras at the installed version. Nothing is fetched.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = os.environ.get("KERAS_CHECKOUT")
ROOMS = ("trainers", "callbacks", "models", "optimizers", "saving", "wrappers")
LAYERS = (
    *("activations", "attention", "convolutional", "core", "merging", "normalization", "pooling"),
    *("preprocessing", "regularization", "reshaping", "rnn", "layer_test.py"),
)
HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "keras-tests.md"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHECKOUT is None, reason="KERAS_CHECKOUT names no checkout of Keras"),
]


def passed(room: str, folder: Path, compilation: str | None) -> set[str]:
    """The tests of a room that pass: of all with Keras' `fit`, of those that train with ours."""
    report = folder / f"{compilation}.txt"
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {
        "KERAS_BACKEND": "tensorflow",
        "PYTHONPATH": path,
        "KB_TRAINING_TESTS": str(folder / "training.txt"),
        "KB_PASSED_TESTS": str(report),
    }
    if compilation is not None:
        environment["KB_COMPILATION"] = compilation
    command = [sys.executable, "-m", "pytest", "-q", "-p", "fit_replaced"]
    command += ["-p", "no:cacheprovider", "--continue-on-collection-errors"]
    with (folder / f"{compilation}.out").open("w", encoding="utf-8") as output:
        subprocess.run(
            [*command, f"keras/src/{room}"],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=output,
            check=False,
        )
    return set(report.read_text(encoding="utf-8").splitlines())


def deviations(compilation: str) -> set[str]:
    """The tests that docs list as deviating, as `Class.test`."""
    table = TABLE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", table, re.MULTILINE)
    return {name for name, where in rows if where.strip() in {compilation, "both"}}


def of_class(test: str) -> str:
    """A test's name as docs list it."""
    return ".".join(test.split("::")[1:])


@pytest.mark.parametrize("room", [*ROOMS, *(f"layers/{part}" for part in LAYERS)])
def test_keras_own_tests_pass_with_our_fit(room: str, tmp_path: Path) -> None:
    plain = passed(room, tmp_path, None)
    train = plain & set((tmp_path / "training.txt").read_text(encoding="utf-8").splitlines())
    graph, xla = (train & passed(room, tmp_path, how) for how in ("graph", "xla"))
    row = f"| `{room}` | {len(plain)} | {len(train)} | {len(graph)} | {len(xla)} |"
    print(row)  # noqa: T201 - for the table in docs, with -rP
    assert train
    assert {each for each in train - graph if of_class(each) not in deviations("graph")} == set()
    assert {each for each in train - xla if of_class(each) not in deviations("xla")} == set()
