"""Code of datasets that loads the same samples without this project."""

import csv
import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_registry import Dataset, installed_registry, parse, structure
from sklearn.model_selection import train_test_split

WITH = {
    "csv": csv,
    "gzip": gzip,
    "keras": keras,
    "np": np,
    "train_test_split": train_test_split,
}


def assert_same_samples(text: str, seed: int = 3) -> None:
    dataset = structure(Dataset, parse(text), installed_registry())
    expected = dataset.load(seed)
    code = dataset.script(seed, expected)
    assert code is not None
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "100", "-"]
    done = subprocess.run(ruff, input=f"{code}\n", capture_output=True, text=True, check=True)
    assert done.stdout == f"{code}\n"
    names: dict[str, Any] = dict(WITH)
    exec(code, names)  # noqa: S102 - our own code
    for part, (x, y) in zip(expected.by_name().values(), names["load_data"](), strict=True):
        np.testing.assert_array_equal(x, part.x[:], strict=True)
        np.testing.assert_array_equal(y, part.y, strict=True)


def people(path: Path, delimiter: str = ",", missing: str = "") -> None:
    rows: list[tuple[object, ...]] = [
        (20 + i % 41, ("Rome", "New York")[i % 2], i**2 / 7, 2 + i % 3, "ny"[i // 2 % 2])
        for i in range(60)
    ]
    rows += [(missing, "Rome", 1.5, 2, "y")] * bool(missing)
    lines = [("age", "city", "income", "rooms", "buys"), *rows]
    path.write_text("\n".join(delimiter.join(map(str, line)) for line in lines) + "\n")


@pytest.mark.parametrize("target", ["buys", "income", "city", "rooms"])
def test_a_table(target: str, tmp_path: Path) -> None:
    people(tmp_path / "people.csv")
    assert_same_samples(f"csv(path='{tmp_path}/people.csv',target={target})")


@pytest.mark.filterwarnings("ignore:.*left out:kb_registry.DataWarning")
def test_a_table_with_gaps_and_another_delimiter(tmp_path: Path) -> None:
    people(tmp_path / "people.csv", delimiter=";", missing="N/A")
    options = "target=buys,delimiter=';',missing=drop,standardize=none"
    assert_same_samples(f"csv(path='{tmp_path}/people.csv',{options})")


@pytest.mark.parametrize("option", ["skip=1", "decimal=','", "header=false"])
def test_a_table_that_is_written_unusually(option: str, tmp_path: Path) -> None:
    people(tmp_path / "people.csv")
    target = "5" if option == "header=false" else "buys"
    if option != "decimal=','":
        text = (tmp_path / "people.csv").read_text()
        skipped = text.partition("\n")[2] if option == "header=false" else f"a title\n{text}"
        (tmp_path / "people.csv").write_text(skipped)
    else:
        people(tmp_path / "people.csv", delimiter=";")
        option += ",delimiter=';',drop=[income]"
    reference = f"csv(path='{tmp_path}/people.csv',target={target},{option})"
    dataset = structure(Dataset, parse(reference), installed_registry())
    assert dataset.script(0, dataset.load(0)) is None


def idx(path: Path, array: np.ndarray[Any, Any]) -> None:
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    pack: Callable[[bytes], bytes] = gzip.compress if path.suffix == ".gz" else bytes
    path.write_bytes(pack(head + array.astype("u1").tobytes()))


@pytest.mark.parametrize("parts", [("t10k",), ("train", "t10k")])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_images_in_the_format_of_mnist(parts: tuple[str, ...], suffix: str, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    for part in parts:
        images = chance.integers(0, 256, (60, 4, 4))
        idx(tmp_path / f"{part}-images-idx3-ubyte{suffix}", images)
        idx(tmp_path / f"{part}-labels-idx1-ubyte{suffix}", np.arange(60) % 3)
    assert_same_samples(f"idx:{tmp_path}")


@pytest.mark.parametrize(
    "y",
    [
        np.arange(60) % 3,
        np.arange(60) % 3 + 5,
        np.array(["a", "b", "c"])[np.arange(60) % 3],
        np.eye(3)[np.arange(60) % 3],
        np.arange(60) / 7,
        np.arange(120).reshape(60, 2) / 7,
    ],
    ids=["labels", "numbers", "words", "one_hot", "targets", "two_targets"],
)
def test_arrays(y: np.ndarray[Any, Any], tmp_path: Path) -> None:
    bytes_ = np.random.default_rng(0).integers(0, 256, (60, 4, 4)).astype("u1")
    np.savez(tmp_path / "whole.npz", x=bytes_, y=y)
    assert_same_samples(f"npz:{tmp_path}/whole.npz")
    np.savez(
        tmp_path / "divided.npz", x_train=bytes_ * 0.7, y_train=y, x_test=bytes_ * 0.5, y_test=y
    )
    assert_same_samples(f"npz:{tmp_path}/divided.npz")


def test_images_that_keras_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    images = [chance.integers(0, 256, (n, 32, 32, 3)).astype("u1") for n in (5500, 100)]
    labels = [np.arange(len(each)).reshape(-1, 1).astype("u1") % 10 for each in images]
    pairs = tuple(zip(images, labels, strict=True))
    monkeypatch.setattr(keras.datasets.cifar10, "load_data", lambda: pairs)
    assert_same_samples("cifar10")
