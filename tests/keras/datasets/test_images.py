"""Pictures in folders, as they should be and as they shouldn't."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from kb_keras.datasets.pictures.folders import Images
from kb_registry import DataError, Task
from PIL import Image

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten pictures of 12 x 8 pixels for each of three colours."""
    fill(tmp_path / "colours")
    return tmp_path / "colours"


def fill(root: Path) -> None:
    for name, colour in COLOURS.items():
        (root / name).mkdir(parents=True)
        for number in range(10):
            suffix = ("png", "jpg")[number % 2]
            Image.new("RGB", (12, 8), colour).save(root / name / f"{number}.{suffix}")


def test_a_folder_is_a_class(folder: Path) -> None:
    splits = Images(path=str(folder), size=(6, 5)).load(seed=0)
    assert splits.spec.classes == ("blue", "green", "red")
    assert (splits.spec.name, splits.spec.task) == ("colours", Task.CLASSIFICATION)
    assert splits.spec.input_shape == (6, 5, 3)
    assert splits.train.x.shape == (21, 6, 5, 3)
    strongest = 2 - splits.train.x[:].mean(axis=(1, 2)).argmax(axis=1)
    np.testing.assert_array_equal(strongest, splits.train.y)
    assert splits.train.x[:].max() == 1


def test_pictures_may_be_gray(folder: Path) -> None:
    splits = Images(path=str(folder), color="gray").load(seed=0)
    assert splits.spec.input_shape == (32, 32, 1)
    brightness = [splits.train.x[:][splits.train.y == label].mean() for label in range(3)]
    np.testing.assert_allclose(brightness, [0.114, 0.587, 0.299], atol=0.01)  # ITU-R 601


def test_a_folder_called_test_is_the_test(tmp_path: Path) -> None:
    fill(tmp_path / "train")
    fill(tmp_path / "test")
    splits = Images(path=str(tmp_path), validation=0.2).load(seed=0)
    assert {name: len(part) for name, part in splits.by_name().items()} == {
        "train": 24,
        "validation": 6,
        "test": 30,
    }


def test_a_test_may_lack_a_class(tmp_path: Path) -> None:
    fill(tmp_path / "train")
    fill(tmp_path / "test")
    shutil.rmtree(tmp_path / "test" / "green")
    splits = Images(path=str(tmp_path)).load(seed=0)
    assert splits.spec.classes == ("blue", "green", "red")
    assert splits.test.y.tolist() == [0] * 10 + [2] * 10


@pytest.mark.parametrize(
    "names",
    [
        ("train", "val", "test"),
        ("train", "valid", "test"),
        ("Training", "Testing"),
        ("training_set", "test_set"),
        ("seg_train", "seg_test"),
        ("train", "validation"),
    ],
    ids="/".join,
)
def test_parts_go_by_any_of_their_usual_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        fill(tmp_path / name)
        for colour in list(COLOURS)[:number]:  # so that each part has a size of its own
            shutil.rmtree(tmp_path / name / colour)
    splits = Images(path=str(tmp_path), validation=0.2, test=0.3).load(seed=0)
    found = {name: len(part) for name, part in splits.by_name().items()}
    expected = {"train": 24, "validation": 6, "test": 20}
    if len(names) == 3:
        expected = {"train": 30, "validation": 20, "test": 10}
    elif "validation" in names:
        expected = {"train": 21, "validation": 20, "test": 9}
    assert found == expected
    assert splits.spec.classes == ("blue", "green", "red")


def test_folders_called_like_parts_may_be_classes_if_not_all_are(folder: Path) -> None:
    (folder / "red").rename(folder / "test")
    assert Images(path=str(folder)).load(seed=0).spec.classes == ("blue", "green", "test")


def test_a_folder_among_pictures_is_called_a_folder(folder: Path) -> None:
    (folder / "red" / "more").mkdir()
    with pytest.raises(DataError, match="more is a folder, where pictures of class red were expec"):
        Images(path=str(folder)).load(seed=0)


def test_hidden_files_and_folders_and_those_of_systems_are_passed_over(folder: Path) -> None:
    (folder / ".thumbnails").mkdir()
    (folder / "__MACOSX").mkdir()
    (folder / "$RECYCLE.BIN").mkdir()
    for name in (".DS_Store", "._1.png", "Thumbs.db", "desktop.ini", "Icon\r"):
        (folder / "red" / name).write_bytes(b"no picture")
    assert len(Images(path=str(folder)).load(seed=0).spec.classes) == 3


def test_broken_pictures_are_named(folder: Path) -> None:
    file = folder / "red" / "3.jpg"
    file.write_bytes(file.read_bytes()[:300])
    with pytest.raises(DataError, match=r"red/3\.jpg is broken or isn't a picture"):
        Images(path=str(folder)).load(seed=0)
    file.write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"red/3\.jpg is broken or isn't a picture"):
        Images(path=str(folder)).load(seed=0)


def test_a_picture_too_large_for_memory_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 60)
    with pytest.raises(DataError, match="is broken or isn't a picture: Image size"):
        Images(path=str(folder)).load(seed=0)


def test_empty_missing_and_single_folders_are_named(folder: Path, tmp_path: Path) -> None:
    (folder / "yellow").mkdir()
    with pytest.raises(DataError, match="yellow holds no pictures"):
        Images(path=str(folder)).load(seed=0)
    with pytest.raises(DataError, match="red holds 0 folders, so there are fewer than two classes"):
        Images(path=str(folder / "red")).load(seed=0)
    with pytest.raises(DataError, match="nowhere can't be read"):
        Images(path=str(tmp_path / "nowhere")).load(seed=0)


def test_a_class_of_the_test_must_be_known_from_training(tmp_path: Path) -> None:
    fill(tmp_path / "train")
    fill(tmp_path / "test")
    (tmp_path / "test" / "red").rename(tmp_path / "test" / "pink")
    with pytest.raises(DataError, match=r"test holds pink, which .*train doesn't"):
        Images(path=str(tmp_path)).load(seed=0)
