"""Recipes as plain Keras programs, which train to the same weights without this project."""

import json
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import numpy as np
import pytest
from kb_engine import Recipe, train
from kb_engine.ejection import EjectError, eject
from kb_registry import KerasBlocksError, installed_registry

from tests.preloaded import python

TRAIN = """
import os, runpy, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "kb" or name.startswith("kb_"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Without())
import numpy as np
model = runpy.run_path(sys.argv[1], run_name="ejected")["train"](verbose=0)
np.savez(sys.argv[2], *model.get_weights())
"""
"""Trains a program in a process in which nothing of this project can be imported."""


@pytest.fixture(autouse=True)
def preloaded_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check programs in processes that have TensorFlow; tests of the command don't."""

    def run(command: list[str], *, cwd: Path, **_: Any) -> subprocess.CompletedProcess[str]:
        return python(*command[1:], cwd=cwd)

    monkeypatch.setattr("kb_engine.ejection._check.subprocess", SimpleNamespace(run=run))


def recipe(**choices: Any) -> Recipe:
    return Recipe.from_choices({"epochs": 2, "compile": "graph", "callback": "none", **choices})


def trained_apart(program: Path) -> list[np.ndarray[Any, Any]]:
    outcome = program.with_suffix(".weights.npz")
    done = python("-c", TRAIN, program, outcome, cwd=program.parent)
    assert done.returncode == 0, done.stderr
    with np.load(outcome) as arrays:
        return [arrays[name] for name in arrays]


def assert_formatted_and_clean(program: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    for check in (["format", "--check", "--line-length", "100"], ["check"]):
        done = subprocess.run(
            [*ruff, check[0], "--isolated", *check[1:], str(program)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def assert_same_training(chosen: Recipe, folder: Path) -> None:
    program = eject(chosen, folder / "program.py").path
    assert_formatted_and_clean(program)
    ours = train(chosen, folder / "logs").model.get_weights()
    theirs = trained_apart(program)
    for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        np.testing.assert_array_equal(one, other, err_msg=f"weight {place}")


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param(
            {"norm": "batch_norm", "drop": "dropout:0.2", "init": "he_normal", "opt": "nadam:0.01"},
            id="mlp",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"data": "diabetes", "arch": "residual_mlp", "norm": "layer_norm", "reg": "l2:0.001"},
            id="table",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"arch": "cnn", "act": "acon_c", "wrap": "weight_standardization", "opt": "adam"},
            id="papers",
            marks=pytest.mark.slow,
        ),
        pytest.param({"data": "iris", "act": "silu", "batch_size": 30}, id="silu"),
    ],
)
def test_a_program_trains_to_the_same_weights(choices: dict[str, Any], tmp_path: Path) -> None:
    assert_same_training(recipe(**choices), tmp_path)


def people(path: Path) -> None:
    rows = [f"{20 + i % 40},{('Rome', 'Oslo')[i % 2]},{'ny'[i // 2 % 2]}" for i in range(60)]
    path.write_text("\n".join(["age,city,buys", *rows]) + "\n")


def test_a_program_reads_its_users_file(tmp_path: Path) -> None:
    people(tmp_path / "people.csv")
    callbacks = ["early_stopping:patience=1", "reduce_lr_on_plateau:patience=1"]
    chosen = recipe(data=f"csv(path='{tmp_path}/people.csv',target=buys)", callback=callbacks)
    ejected = eject(chosen, tmp_path / "program.py")
    assert ejected.data is None
    assert "keras.callbacks.EarlyStopping(patience=1)" in ejected.path.read_text()
    assert_formatted_and_clean(ejected.path)
    ours = train(chosen, tmp_path / "logs").model.get_weights()
    for one, other in zip(ours, trained_apart(ejected.path), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("start", "option"), [("a title\n", ",skip=1"), ("", "")], ids=["title", "quotes"]
)
def test_samples_that_a_program_cannot_read_are_stored_beside_it(
    start: str, option: str, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    people(table)
    # blanks around a field are nobody's business to csv.DictReader
    table.write_text(start + table.read_text().replace(",y", ", y "))
    chosen = recipe(data=f"csv(path='{table}',target=buys{option})")
    ejected = eject(chosen, tmp_path / "program.py")
    assert ejected.data == tmp_path / "program.npz"
    ours = train(chosen, tmp_path / "logs").model.get_weights()
    table.unlink()
    for one, other in zip(ours, trained_apart(ejected.path), strict=True):
        np.testing.assert_array_equal(one, other)


def test_code_from_elsewhere_says_where_it_comes_from(tmp_path: Path) -> None:
    text = eject(recipe(act="acon_c", epochs=1), tmp_path / "program.py").path.read_text()
    assert "# acon_c: Ma, Zhang, Liu & Sun 2021" in text
    assert "Apache-2.0: kb_papers.layers.acon." in text
    assert "import kb" not in text


def test_a_notebook_is_valid_and_holds_the_program(tmp_path: Path) -> None:
    path = eject(recipe(epochs=1), tmp_path / "digits.ipynb", notebook=True).path
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    compile(code, str(path), "exec")
    assert code.endswith('model.save("model.keras")')
    assert json.loads(path.read_text())["nbformat_minor"] == 5


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"callback": "lsuv"}, "The callback lsuv can't be written out"),
        (
            {"callback": "learning_rate_scheduler(exponential_decay(0.1,9,0.5))"},
            "The callback learning_rate_scheduler can't be written out",
        ),
        ({"opt": "sam:optimizer=sgd"}, "The optimizer .*sam.* is tied to its model"),
    ],
)
def test_what_cannot_be_written_out_is_named(
    choices: dict[str, Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(EjectError, match=told):
        eject(recipe(**choices), tmp_path / "program.py")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_exists_is_replaced_only_if_forced(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("mine")
    with pytest.raises(EjectError, match=r"exists\..*\n.*force=True"):
        eject(recipe(), path)
    assert path.read_text() == "mine"
    with pytest.raises(EjectError, match="There is no folder"):
        eject(recipe(), tmp_path / "no" / "program.py")


KINDS = {"act": "activation", "init": "initializer", "opt": "optimizer", "norm": "normalization"}


def sampled(seed: int) -> dict[str, Any]:
    """Choices of a seed, of all that the project ships."""
    chance, registry = random.Random(seed), installed_registry()  # noqa: S311 - nothing secret
    kinds = {kind.kind.name: kind for kind in registry.kinds()}
    choices = {
        option: chance.choice(registry.canonical_entries(kinds[name])).name
        for option, name in KINDS.items()
    }
    return {
        **choices,
        "arch": chance.choice(["mlp", "deep_mlp", "residual_mlp", "cnn", "tabular"]),
        "data": chance.choice(["digits", "iris", "wine", "breast_cancer", "diabetes"]),
        "drop": chance.choice(["none", "dropout:0.2", "alpha_dropout:0.1", "gaussian_noise:0.1"]),
        "reg": chance.choice(["none", "l2:0.001", "l1_l2"]),
        "seed": seed,
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_sampled_recipes_train_to_the_same_weights(seed: int, tmp_path: Path) -> None:
    choices = sampled(seed)
    if choices["arch"] == "deep_mlp":
        choices["arch"] = "deep_mlp:depth=5"  # fifty take minutes to trace
    try:
        chosen = recipe(**choices, epochs=1)
        train(chosen, tmp_path / "tried")
    except (KerasBlocksError, ValueError) as error:  # Keras' own, of shapes that don't fit
        pytest.skip(f"makes no network: {error}")
    assert_same_training(chosen, tmp_path)
