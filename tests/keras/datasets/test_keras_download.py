"""Datasets that Keras downloads, here from a network that is made up or absent."""

import urllib.error
from pathlib import Path
from typing import Any, Never

import keras
import numpy as np
import pytest
from kb_keras.datasets.pictures.cifar import CIFAR10, CIFAR100
from kb_keras.datasets.pictures.fashion_mnist import FashionMNIST
from kb_keras.datasets.pictures.mnist import MNIST
from kb_keras.datasets.tables.california_housing import CaliforniaHousing
from kb_registry import DataError, Dataset, Task
from keras.src.backend import config
from keras.src.utils import file_utils

LOADERS: dict[type[Dataset], Any] = {
    MNIST: keras.datasets.mnist,
    FashionMNIST: keras.datasets.fashion_mnist,
}
both = pytest.mark.parametrize("dataset", LOADERS, ids=lambda dataset: dataset.__name__)


def images(count: int) -> tuple[Any, Any]:
    pixels = np.full((count, 28, 28), 255, np.uint8)
    return pixels, (np.arange(count) % 10).astype(np.uint8)


@both
def test_of_60000_images_5000_are_for_validation_and_the_test_is_the_official_one(
    dataset: type[Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LOADERS[dataset], "load_data", lambda: (images(60_000), images(10_000)))
    splits = dataset().load(seed=0)
    assert {name: len(part) for name, part in splits.by_name().items()} == {
        "train": 55_000,
        "validation": 5_000,
        "test": 10_000,
    }
    assert np.bincount(splits.validation.y).tolist() == [500] * 10
    np.testing.assert_array_equal(splits.test.y, np.arange(10_000) % 10)
    assert splits.train.x.dtype == np.float32
    assert splits.train.x[:].max() == 1


@both
def test_the_spec_is_known_without_a_download(
    dataset: type[Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(LOADERS[dataset], "load_data")
    spec = dataset().spec()
    assert (spec.input_shape, spec.task, len(spec.classes)) == ((28, 28), Task.CLASSIFICATION, 10)


@both
def test_without_a_network_the_error_says_what_to_do_and_nothing_is_left(
    dataset: type[Dataset], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def unreachable(url: str, target: str, progress: object) -> Never:
        (tmp_path / "datasets").mkdir(exist_ok=True)
        with open(target, "wb") as half:  # noqa: PTH123 - as urlretrieve does
            half.write(b"half")
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(file_utils, "urlretrieve", unreachable)
    monkeypatch.setattr(config, "keras_home", lambda: str(tmp_path))
    with pytest.raises(DataError, match=r"can't be downloaded.*Connect to the network") as caught:
        dataset().load(seed=0)
    assert "Name or service not known" in caught.value.message
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_damaged_download_is_to_be_deleted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for part in ("train", "t10k"):
        for name in ("labels-idx1", "images-idx3"):
            (folder / f"{part}-{name}-ubyte.gz").write_bytes(b"\x1f\x8b\x08 and no more")
    monkeypatch.setattr(config, "keras_home", lambda: str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(DataError, match="as downloaded is damaged") as caught:
        FashionMNIST().load(seed=0)
    assert caught.value.hint == f"Delete {folder} and try again."


def test_images_of_another_size_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, labels = images(100)
    wrong = (pixels[:, :14], labels)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: (wrong, wrong))
    with pytest.raises(DataError, match=r"mnist, training samples have shape \(14, 28\)"):
        MNIST().load(seed=0)


@pytest.mark.parametrize(
    ("dataset", "loader", "classes"),
    [
        (CIFAR10(), keras.datasets.cifar10, 10),
        (CIFAR100(), keras.datasets.cifar100, 100),
        (CIFAR100(labels="coarse"), keras.datasets.cifar100, 20),
    ],
    ids=["cifar10", "cifar100", "coarse"],
)
def test_cifar_has_colour_images_and_labels_in_a_column(
    dataset: Dataset, loader: Any, classes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_data(label_mode: str = "fine") -> Any:
        assert label_mode == ("coarse" if classes == 20 else "fine")
        labels = (np.arange(6_000) % classes).astype(np.uint8)[:, None]
        images = np.full((6_000, 32, 32, 3), 255, np.uint8)
        return (images, labels), (images[:50], labels[:50])

    monkeypatch.setattr(loader, "load_data", load_data)
    splits = dataset.load(seed=0)
    assert len(splits.spec.classes) == classes
    assert splits.spec.input_shape == splits.train.x.shape[1:] == (32, 32, 3)
    assert [len(part) for part in splits.by_name().values()] == [1_000, 5_000, 50]
    assert splits.test.y.tolist() == [label % classes for label in range(50)]


def test_houses_are_divided_by_our_seed_and_priced_in_100000_dollars(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load_data(test_split: float) -> Any:
        assert test_split == 0
        x = np.arange(160, dtype=float).reshape(20, 8)
        return (x, np.linspace(25_000, 500_000, 20)), (x[:0], np.zeros(0))

    monkeypatch.setattr(keras.datasets.california_housing, "load_data", load_data)
    splits = CaliforniaHousing(standardize="none").load(seed=0)
    assert [len(part) for part in splits.by_name().values()] == [14, 2, 4]
    assert splits.spec.task is Task.REGRESSION
    prices = np.concatenate([part.y for part in splits.by_name().values()])
    assert (prices.min(), prices.max()) == (0.25, 5)
