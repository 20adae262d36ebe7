"""New pictures are prepared as the training's were."""

import json
from pathlib import Path

import numpy as np
import pytest
from kb_keras.datasets.pictures.folders import Images
from kb_registry import DataError, Preparation
from PIL import Image


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten dark and ten bright pictures, each a little different."""
    for label, name in enumerate(("dark", "bright")):
        (tmp_path / "shades" / name).mkdir(parents=True)
        for number in range(10):
            shade = 200 * label + number
            Image.new("L", (9, 7), shade).save(tmp_path / "shades" / name / f"{number}.png")
    return tmp_path / "shades"


def prepared(folder: Path) -> Preparation:
    dataset = Images(path=str(folder), size=(4, 5), color="gray")
    preparation = dataset.load(seed=0).preparation
    assert preparation is not None
    return dataset.preparation(json.loads(json.dumps(preparation.describe())))


def test_pictures_without_classes_are_read_by_name(folder: Path, tmp_path: Path) -> None:
    preparation = prepared(folder)
    new = tmp_path / "new"
    (new / "inner").mkdir(parents=True)
    Image.new("L", (4, 5), 51).save(new / "b.png")
    Image.new("RGB", (8, 8), (255, 255, 255)).save(new / "a.png")
    Image.new("L", (3, 3), 0).save(new / "inner" / "c.png")
    (rows,) = preparation.read(new)
    assert rows.ids == ("a.png", "b.png", "inner/c.png")
    assert rows.x.shape == (3, 4, 5, 1)
    assert rows.x.dtype == np.float32
    assert rows.y is None
    np.testing.assert_allclose(rows.x.mean(axis=(1, 2, 3)), [1, 0.2, 0], atol=1e-6)
    (single,) = preparation.read(new / "b.png")
    np.testing.assert_array_equal(single.x[0], rows.x[1])


def test_the_training_folder_read_anew_gives_the_training_samples(folder: Path) -> None:
    splits = Images(path=str(folder), size=(4, 5), color="gray").load(seed=0)
    (rows,) = prepared(folder).read(folder, targets=True)
    assert rows.y is not None
    assert rows.y.tolist() == [0] * 10 + [1] * 10
    parts = [part.x[:] for part in splits.by_name().values()]
    np.testing.assert_array_equal(
        np.sort(rows.x[:, 0, 0, 0]), np.sort(np.concatenate(parts)[:, 0, 0, 0])
    )


def test_what_is_not_known_is_named(folder: Path, tmp_path: Path) -> None:
    preparation = prepared(folder)
    (tmp_path / "new" / "brigth").mkdir(parents=True)
    with pytest.raises(DataError, match="new holds no pictures"):
        list(preparation.read(tmp_path / "new"))
    Image.new("L", (4, 5)).save(tmp_path / "new" / "brigth" / "0.png")
    with pytest.raises(DataError, match=r"lies in brigth, which isn't a.*Did you mean bright"):
        list(preparation.read(tmp_path / "new", targets=True))
