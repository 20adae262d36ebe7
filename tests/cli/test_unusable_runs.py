"""Runs and outputs that can't be used end in plain words, exit code 2, and nothing half-written."""

import json
import os
import resource
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import keras
import pytest
from kb.main import app
from kb_engine import Recipe, train
from kb_engine.runs._lock import locked
from kb_engine.runs.store import Failure
from kb_registry import KerasBlocksError
from typer.testing import CliRunner

from tests.shell import KB

RECIPE = {"arch": "mlp(units=[16])", "drop": "dropout:0.3", "epochs": 1, "callback": "none"}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(Recipe.from_choices(RECIPE), tmp_path_factory.mktemp("logs")).run.folder


@pytest.fixture
def run(trained: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return shutil.copytree(trained, tmp_path / "run")


def refusal(*arguments: str | Path) -> str:
    with pytest.raises(KerasBlocksError) as caught:
        CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert caught.value.exit_code == 2
    return str(caught.value)


def cut(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:1000])


def empty(model: Path) -> None:
    model.write_bytes(b"")


def flip(model: Path) -> None:
    content = bytearray(model.read_bytes())
    place = content.rfind(b"model.weights.h5", 0, -4000) + 2000
    content[place : place + 100] = bytes(100)
    model.write_bytes(content)


def rewritten(member: str, content: bytes | None) -> Callable[[Path], None]:
    def rewrite(model: Path) -> None:
        with zipfile.ZipFile(model) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(model, "w") as archive:
            for name, old in members.items():
                new = content if name == member else old
                if new is not None:
                    archive.writestr(name, new)

    return rewrite


def with_code(model: Path) -> None:
    layers = [keras.Input((8, 8)), keras.layers.Lambda(lambda x: x * 2), keras.layers.Flatten()]
    keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")]).save(model)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (Path.unlink, "There is no model"),
        (cut, "isn't a Keras model, or is damaged"),
        (empty, "isn't a Keras model, or is damaged"),
        (flip, "Can't load"),
        (rewritten("config.json", b"[1, 2"), "isn't a Keras model, or is damaged"),
        (rewritten("config.json", b"[1, 2]"), "Can't load"),
        (rewritten("config.json", b"{}"), "Can't load"),
        (rewritten("model.weights.h5", None), "Can't load"),
        (rewritten("model.weights.h5", b"nothing"), "Can't load"),
        (with_code, "holds Python code, such as a Lambda layer's, which isn't run"),
    ],
)
def test_a_model_that_cant_be_loaded(
    run: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(run / "model.keras")
    assert message in refusal("evaluate", run)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("data.json", '{"format": 1, "name": 3}', "data.json is damaged"),
        ("data.json", '{"format": 1', "data.json is damaged"),
        ("data.json", '{"format": 9}', "reads formats up to"),
        ("result.json", "nope", "result.json is damaged"),
        ("result.json", '{"format": 1, "status": "trained"}', "result.json is damaged"),
        ("recipe.toml", "act = ", "isn't a TOML file"),
    ],
)
def test_a_file_that_cant_be_read(run: Path, name: str, content: str, message: str) -> None:
    (run / name).write_text(content)
    assert message in refusal("predict", run, "--data", "digits")


def test_a_package_that_is_gone_is_named_with_how_to_get_it(run: Path) -> None:
    recipe = (run / "recipe.toml").read_text()
    (run / "recipe.toml").write_text(recipe.replace('name = "relu"', 'name = "snaky"'))
    environment = json.loads((run / "environment.json").read_text())
    (run / "environment.json").write_text(json.dumps({**environment, "kb-snaky": "0.3.1"}))
    said = refusal("evaluate", run)
    assert "There is no activation 'snaky'" in said
    assert "pip install kb-snaky==0.3.1" in said


def test_a_run_that_is_trained_at_this_moment_or_failed(run: Path) -> None:
    with locked(run):
        assert "is still being trained" in refusal("evaluate", run)
    result = json.loads((run / "result.json").read_text())
    (run / "result.json").write_text(json.dumps({**result, "status": "failed"}))
    Failure("failed", "The loss became NaN.").write(run)
    assert "failed: The loss became NaN." in refusal("evaluate", run)


@pytest.mark.parametrize("networks", ["0", "1000000"])
@pytest.mark.parametrize("command", [["evaluate"], ["predict", "--data", "digits"]])
def test_numbers_of_networks_that_cant_be_asked(
    trained: Path, command: list[str], networks: str
) -> None:
    assert "1 to 100,000" in refusal(*command, trained, "--mc", networks)


@contextmanager
def nearly_full_disk() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "npz", "parquet"])
def test_a_disk_that_fills_up_keeps_what_was_there(
    trained: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out.{suffix}"
    out.write_text("mine")
    with nearly_full_disk():
        said = refusal("predict", trained, "--data", "digits", "--out", out, "--force")
    assert f"Can't write {out}" in said
    assert out.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_in_the_place_of_the_output(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    predict = ["predict", str(trained), "--data", "digits", "--out", str(tmp_path / "out.csv")]
    assert "exists" in refusal(*predict)
    assert "Can't write" in refusal(*predict, "--force")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_standard_output_that_is_full(trained: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        ran = subprocess.run(
            [KB, "predict", trained, "--data", "digits"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    assert "Can't write to standard output: No space left on device." in ran.stderr
    assert "Traceback" not in ran.stderr
