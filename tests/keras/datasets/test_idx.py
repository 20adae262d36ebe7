"""A folder in MNIST's format, as it should be and as it shouldn't."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_keras.datasets.archives.idx import Idx
from kb_registry import DataError, DataWarning, Split, Task

WriteIdx = Callable[..., Path]
Images = tuple[Any, Any]


def sorted_rows(*parts: Split) -> Any:
    rows = np.concatenate([part.x[:].reshape(len(part), -1) for part in parts])
    return rows[np.lexsort(rows.T)]


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_one_pair_of_files_is_divided(
    write_idx: WriteIdx, few_images: Images, *, packed: bool
) -> None:
    images, labels = few_images
    folder = write_idx("t10k", images, labels, packed=packed)
    splits = Idx(path=str(folder)).load(seed=0)
    assert [len(p) for p in (splits.train, splits.validation, splits.test)] == [42, 6, 12]
    assert np.bincount(splits.test.y).tolist() == [4, 4, 4]
    together = sorted_rows(splits.train, splits.validation, splits.test)
    whole = (images.reshape(60, -1) / np.float32(255)).astype(np.float32)
    np.testing.assert_array_equal(together, whole[np.lexsort(whole.T)])


def test_with_both_pairs_t10k_is_the_test(write_idx: WriteIdx, few_images: Images) -> None:
    images, labels = few_images
    write_idx("train", images, labels)
    folder = write_idx("t10k", images[:9], labels[:9])
    splits = Idx(path=str(folder), validation=0.2).load(seed=0)
    assert [len(p) for p in (splits.train, splits.validation, splits.test)] == [48, 12, 9]
    np.testing.assert_allclose(splits.test.x[:] * 255, images[:9], rtol=1e-6)
    np.testing.assert_array_equal(splits.test.y, labels[:9])


def test_a_test_may_have_fewer_images_than_there_are_classes(
    write_idx: WriteIdx, few_images: Images
) -> None:
    images, labels = few_images
    write_idx("train", images, labels)
    folder = write_idx("t10k", images[2:3], labels[2:3])
    assert Idx(path=str(folder)).load(seed=0).test.y.tolist() == [2]


def test_the_spec_is_named_after_the_folder_and_tells_two_classes_from_many(
    write_idx: WriteIdx, few_images: Images
) -> None:
    images, labels = few_images
    spec = Idx(path=str(write_idx("train", images, labels))).spec()
    assert (spec.input_shape, spec.task, spec.classes) == (
        (4, 5),
        Task.CLASSIFICATION,
        ("0", "1", "2"),
    )
    two = write_idx("train", images, labels % 2)
    assert Idx(path=str(two)).spec().task is Task.BINARY
    assert len(Idx(path=str(two), classes=10).spec().classes) == 10
    assert spec.name == two.name


@pytest.mark.parametrize("name", ["train-images.idx3-ubyte", "train-images-idx3-ubyte"])
def test_both_spellings_of_the_names_are_known(
    write_idx: WriteIdx, few_images: Images, name: str
) -> None:
    folder = write_idx("train", *few_images, packed=False)
    (folder / "train-images-idx3-ubyte").rename(folder / name)
    assert len(Idx(path=str(folder)).load(seed=0).train) == 42


def damaged(folder: Path, name: str, change: Callable[[bytes], bytes]) -> str:
    file = folder / f"{name}-ubyte"
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(DataError) as caught:
        Idx(path=str(folder)).load(seed=0)
    assert str(file) in caught.value.message
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda whole: whole[:-7], "cut short: shape (60, 4, 5) takes 1216 bytes, there are 1209"),
        (lambda whole: whole + b"\0", "too long"),
        (lambda whole: whole[:9], "cut short: 9 bytes end within its header"),
        (lambda whole: b"PK\3\4" + whole, "isn't an IDX file: it starts with 50 4b 03 04"),
        (lambda _: b"", "isn't an IDX file: it starts with nothing"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(
    write_idx: WriteIdx, few_images: Images, change: Callable[[bytes], bytes], message: str
) -> None:
    folder = write_idx("train", *few_images, packed=False)
    assert message in damaged(folder, "train-images-idx3", change)


def test_a_packed_file_that_was_cut_short_is_named(write_idx: WriteIdx, few_images: Images) -> None:
    folder = write_idx("train", *few_images)
    file = folder / "train-images-idx3-ubyte.gz"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"images-idx3-ubyte\.gz is damaged or cut short"):
        Idx(path=str(folder)).load(seed=0)


def test_labels_out_of_range_are_named_by_row(write_idx: WriteIdx, few_images: Images) -> None:
    images, labels = few_images
    folder = write_idx("train", images, np.where(np.arange(60) == 17, 11, labels))
    with pytest.raises(DataError, match="row 17 has label 11, which is none of 0 to 9"):
        Idx(path=str(folder), classes=10).load(seed=0)


def test_images_without_labels_say_what_is_missing(write_idx: WriteIdx, few_images: Images) -> None:
    folder = write_idx("train", *few_images)
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"no train-labels.*Put train-labels-idx1-ubyte.gz beside"):
        Idx(path=str(folder)).load(seed=0)


def test_images_and_labels_must_be_as_many(write_idx: WriteIdx, few_images: Images) -> None:
    images, labels = few_images
    folder = write_idx("train", images, labels[:50])
    with pytest.raises(DataError, match="60 samples but 50 labels"):
        Idx(path=str(folder)).load(seed=0)


def test_training_and_test_images_must_have_one_shape(
    write_idx: WriteIdx, few_images: Images
) -> None:
    images, labels = few_images
    write_idx("train", images, labels)
    folder = write_idx("t10k", images[:, :3], labels)
    with pytest.raises(DataError, match=r"training images are \(4, 5\), test images \(3, 5\)"):
        Idx(path=str(folder)).load(seed=0)


def test_a_folder_that_is_missing_or_holds_none_of_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't be read: No such file or directory"):
        Idx(path=str(tmp_path / "nowhere")).load(seed=0)
    with pytest.raises(DataError, match="holds no images in the format of MNIST"):
        Idx(path=str(tmp_path)).load(seed=0)


def test_a_class_of_one_image_cannot_be_divided(write_idx: WriteIdx, few_images: Images) -> None:
    images, labels = few_images
    folder = write_idx("train", images, np.where(np.arange(60) == 17, 3, labels))
    with pytest.warns(DataWarning, match="has 1 of class 3: too few to be divided"):
        splits = Idx(path=str(folder)).load(seed=0)
    assert [int((part.y == 3).sum()) for part in splits.by_name().values()] == [1, 0, 0]


def test_few_images_are_divided_so_that_every_class_is_in_every_part(
    write_idx: WriteIdx, few_images: Images
) -> None:
    images, labels = few_images
    folder = write_idx("train", images[:9], labels[:9])
    splits = Idx(path=str(folder)).load(seed=0)
    assert [sorted(part.y.tolist()) for part in splits.by_name().values()] == [[0, 1, 2]] * 3
    some = np.concatenate([part.x[:] for part in splits.by_name().values()])
    assert len(np.unique(some, axis=0)) == 9


def test_numbers_other_than_bytes_are_taken_as_they_are(
    write_idx: WriteIdx, few_images: Images
) -> None:
    images, labels = few_images
    folder = write_idx("train", images, labels)
    header = bytes([0, 0, 0x0D, 3]) + np.array(images.shape, ">u4").tobytes()
    content = header + (images / 100).astype(">f4").tobytes()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(content))
    splits = Idx(path=str(folder)).load(seed=0)
    assert max(part.x[:].max() for part in splits.by_name().values()) == np.float32(
        images.max() / 100
    )
