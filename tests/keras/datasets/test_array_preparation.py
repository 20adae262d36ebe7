"""New arrays are prepared as the training's were."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_keras.datasets.archives.idx import Idx
from kb_keras.datasets.archives.npz import Npz
from kb_keras.datasets.pictures.digits import Digits
from kb_registry import DataError, Dataset, DataWarning, Preparation


def elsewhere(dataset: Dataset) -> Preparation:
    """What another process makes of the description of a loaded dataset."""
    preparation = dataset.load(seed=0).preparation
    assert preparation is not None
    return dataset.preparation(json.loads(json.dumps(preparation.describe())))


def trained(tmp_path: Path, x: Any, y: Any) -> Preparation:
    np.savez(tmp_path / "trained.npz", x=x, y=y)
    return elsewhere(Npz(path=str(tmp_path / "trained.npz")))


def test_x_alone_is_enough_and_is_read_in_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = np.arange(120).reshape(40, 3).astype(np.uint8)
    preparation = trained(tmp_path, x, np.arange(40) % 2)
    monkeypatch.setattr("kb_keras.datasets.samples._views.BLOCK_BYTES", 16 * 3 * 4)
    np.savez(tmp_path / "new.npz", x=x[:20])
    np.save(tmp_path / "new.npy", x[:20])
    for name in ("new.npz", "new.npy"):
        pieces = list(preparation.read(tmp_path / name))
        assert [rows.ids for rows in pieces] == [tuple(range(16)), tuple(range(16, 20))]
        np.testing.assert_allclose(np.concatenate([rows.x for rows in pieces]), x[:20] / 255)


@pytest.mark.parametrize(
    "y",
    [
        np.array(["b", "a"] * 20),
        np.arange(40) % 2 + 1,
        np.eye(2)[np.arange(40) % 2],
        np.linspace(0, 1, 40),
    ],
    ids=["words", "from 1", "one-hot", "regression"],
)
def test_targets_are_read_as_in_training(tmp_path: Path, y: Any) -> None:
    x = np.arange(40.0)[:, None]
    preparation = trained(tmp_path, x, y)
    (rows,) = preparation.read(tmp_path / "trained.npz", targets=True)
    splits = Npz(path=str(tmp_path / "trained.npz")).load(seed=0)
    assert rows.y is not None
    np.testing.assert_array_equal(rows.y[splits.test.x[:][:, 0].astype(int)], splits.test.y)


def test_images_in_mnists_format_are_read(write_idx: Any, few_images: Any) -> None:
    images, labels = few_images
    folder = write_idx("train", images, labels)
    preparation = elsewhere(Idx(path=str(folder)))
    (rows,) = preparation.read(folder, targets=True)
    assert rows.y is not None
    np.testing.assert_array_equal(rows.y, labels)
    (alone,) = preparation.read(folder / "train-images-idx3-ubyte.gz")
    np.testing.assert_array_equal(alone.x, rows.x)


def test_data_sets_by_name_read_arrays_of_their_shape(tmp_path: Path) -> None:
    np.savez(tmp_path / "new.npz", x=Digits().load(seed=0).test.x[:])
    (rows,) = elsewhere(Digits()).read(tmp_path / "new.npz")
    np.testing.assert_array_equal(rows.x, Digits().load(seed=0).test.x)


def test_what_does_not_fit_is_named(tmp_path: Path) -> None:
    preparation = trained(tmp_path, np.ones((40, 3), np.uint8), np.arange(40) % 2)
    np.savez(tmp_path / "new.npz", x=np.ones((5, 4)))
    with pytest.raises(DataError, match=r"shape \(4,\); the model was trained on \(3,\)"):
        list(preparation.read(tmp_path / "new.npz"))
    np.savez(tmp_path / "new.npz", x=np.ones((5, 3)), y=np.arange(5))
    with pytest.raises(DataError, match="row 2 has label 2, which isn't one of the 2 classes"):
        list(preparation.read(tmp_path / "new.npz", targets=True))
    np.savez(tmp_path / "new.npz", z=np.ones((5, 3)))
    with pytest.raises(DataError, match="lacks x"):
        list(preparation.read(tmp_path / "new.npz"))
    np.savez(tmp_path / "new.npz", x=np.full((5, 3), 200.0))
    with pytest.warns(DataWarning, match="holds 200, but training samples were bytes"):
        list(preparation.read(tmp_path / "new.npz"))
