"""Samples that stay in a file, and what becomes of them when the file changes."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_keras.datasets.archives.idx import Idx
from kb_keras.datasets.archives.npz import Npz
from kb_keras.datasets.pictures.folders import Images
from kb_keras.datasets.samples import _stored_rows as stored_rows
from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked
from kb_keras.datasets.samples._views import blocks, mapped, selected
from kb_registry import DataError
from PIL import Image

from tests.keras.datasets.conftest import idx_bytes

VALUES = np.arange(60, dtype=">i4").reshape(20, 3)


@pytest.fixture
def stored(tmp_path: Path) -> StoredRows:
    """Twenty rows of three numbers, behind a header of five bytes."""
    path = tmp_path / "rows"
    path.write_bytes(b"head:" + VALUES.tobytes())
    with path.open("rb") as file:
        return StoredRows(file, path, 5, VALUES.shape, VALUES.dtype)


@pytest.mark.parametrize(
    ("kept", "dense"),
    [(0, 0), (0, stored_rows.DENSE_BYTES), (stored_rows.KEPT_BYTES, 0)],
    ids=["row by row", "in one go", "kept"],
)
@pytest.mark.parametrize(
    "rows",
    [
        slice(None),
        slice(3, 17, 4),
        slice(9, 2),
        np.array([7, 0, 19, 7]),
        np.array([[1, 2], [18, 3]]),
        np.array([], np.int64),
        np.array([4, 5, 6]),
    ],
    ids=["all", "every fourth", "none", "any", "batches", "no index", "neighbours"],
)
def test_rows_are_those_of_an_array(
    stored: StoredRows, rows: Any, kept: int, dense: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "KEPT_BYTES", kept)
    monkeypatch.setattr(stored_rows, "DENSE_BYTES", dense)
    np.testing.assert_array_equal(stored[rows], VALUES[rows])
    chosen = selected(stored, np.arange(19, -1, -1))
    np.testing.assert_array_equal(chosen[rows], VALUES[::-1][rows])
    halves = mapped(chosen, lambda values: values / np.float32(2))
    np.testing.assert_array_equal(halves[rows], VALUES[::-1][rows] / np.float32(2))


@pytest.mark.parametrize(
    ("kept", "dense"),
    [(0, 0), (0, stored_rows.DENSE_BYTES), (stored_rows.KEPT_BYTES, 0)],
    ids=["row by row", "in one go", "kept"],
)
def test_threads_read_where_the_system_has_one_position_for_all_of_them(
    stored: StoredRows, kept: int, dense: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, which lacks preadv, posix_fadvise and RWF_NOWAIT."""
    for name in ("preadv", "posix_fadvise"):
        monkeypatch.delattr(os, name)
    monkeypatch.setattr(stored_rows, "AT_ONCE", None)
    monkeypatch.setattr(stored_rows, "KEPT_BYTES", kept)
    monkeypatch.setattr(stored_rows, "DENSE_BYTES", dense)
    wanted = [np.random.default_rng(i).integers(0, 20, 8) for i in range(200)]
    with ThreadPoolExecutor(8) as threads:
        for rows, found in zip(wanted, threads.map(stored.__getitem__, wanted), strict=True):
            np.testing.assert_array_equal(found, VALUES[rows])


@pytest.mark.parametrize("known", [None, 1 << 20], ids=["not asked", "not told"])
def test_rows_are_read_where_the_system_does_not_say_what_is_in_memory(
    stored: StoredRows, known: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "KEPT_BYTES", 0)
    monkeypatch.setattr(stored_rows, "DENSE_BYTES", 0)
    monkeypatch.setattr(stored_rows, "AT_ONCE", known)  # such a flag there is none: an error
    rows = np.array([7, 0, 19, 7])
    np.testing.assert_array_equal(stored[rows], VALUES[rows])


def test_rows_beyond_the_end_are_refused(stored: StoredRows) -> None:
    for rows in ([20], [-1]):
        with pytest.raises(IndexError, match="from 0 to 19"):
            stored[np.array(rows)]


def test_blocks_cover_everything_once(stored: StoredRows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb_keras.datasets.samples._views.BLOCK_BYTES", 7 * 12)
    pieces = list(blocks(stored))
    assert [first for first, _ in pieces] == [0, 7, 14]
    np.testing.assert_array_equal(np.concatenate([block for _, block in pieces]), VALUES)


def test_a_file_that_is_deleted_or_replaced_is_still_read(
    stored: StoredRows, tmp_path: Path
) -> None:
    path = tmp_path / "rows"
    (tmp_path / "other").write_bytes(b"other")
    (tmp_path / "other").replace(path)
    np.testing.assert_array_equal(stored[:], VALUES)
    path.unlink()
    np.testing.assert_array_equal(stored[:], VALUES)


@pytest.mark.parametrize("size", [5 + 9 * 12, 5 + 20 * 12, 5 + 30 * 12])
@pytest.mark.parametrize("begun", [True, False])
def test_a_file_that_is_written_to_is_named(
    stored: StoredRows, tmp_path: Path, size: int, *, begun: bool
) -> None:
    path = tmp_path / "rows"
    if begun:
        stored[np.array([0, 15])]
    path.write_bytes(bytes(size))
    os.utime(path, (1, 1))
    with pytest.raises(DataError, match="rows was written to while it was in use"):
        stored[np.array([0, 15])]


def test_an_unpacked_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with unpacked([VALUES[:8], VALUES[8:].tobytes()], Path("packed")) as file:
        stored = StoredRows(file, Path("packed"), 0, VALUES.shape, VALUES.dtype)
    assert list(tmp_path.iterdir()) == []
    np.testing.assert_array_equal(stored[:], VALUES)


def test_a_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    with (
        pytest.raises(DataError, match=r"packed can't be unpacked into .*nowhere.*Set TMPDIR"),
        unpacked([b""], Path("packed")),
    ):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tempfile.TemporaryFile",
        lambda **_: open("/dev/full", "wb", buffering=0),  # noqa: PTH123, SIM115 - stands for TemporaryFile
    )
    with (
        pytest.raises(DataError, match=r"can't be unpacked into .*No space left on device"),
        unpacked([b"content"], Path("packed")),
    ):
        pass


Save = Callable[[Path, Any, Any], Any]


def save_idx(folder: Path, images: Any, labels: Any) -> Idx:
    (folder / "train-images-idx3-ubyte").write_bytes(idx_bytes(images))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx_bytes(labels))
    return Idx(path=str(folder))


def save_npz(folder: Path, images: Any, labels: Any) -> Npz:
    np.savez(folder / "mine.npz", x=images, y=labels)
    return Npz(path=str(folder / "mine.npz"))


def save_packed_npz(folder: Path, images: Any, labels: Any) -> Npz:
    np.savez_compressed(folder / "mine.npz", x=images, y=labels)
    return Npz(path=str(folder / "mine.npz"))


def save_in_fortrans_order(folder: Path, images: Any, labels: Any) -> Npz:
    return save_npz(folder, np.asfortranarray(images), labels)


def save_pictures(folder: Path, images: Any, labels: Any) -> Images:
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        (folder / str(label)).mkdir(exist_ok=True)
        Image.fromarray(image).save(folder / str(label) / f"{number:02}.png")
    return Images(path=str(folder), size=images.shape[1:], color="gray")


@pytest.mark.parametrize(
    "save", [save_idx, save_npz, save_packed_npz, save_in_fortrans_order, save_pictures]
)
def test_every_format_gives_the_same_numbers(
    save: Save, few_images: tuple[Any, Any], tmp_path: Path
) -> None:
    images, labels = few_images
    splits = save(tmp_path, images, labels).load(seed=0)
    for split in splits.by_name().values():
        assert split.x.dtype == np.float32
        assert split.x.shape == (len(split), *splits.spec.input_shape)
        for pixels, label in zip(split.x[:].reshape(-1, 4, 5), split.y, strict=True):
            matches = [np.array_equal(pixels, image / np.float32(255)) for image in images]
            assert labels[matches.index(True)] == label


def test_damage_within_a_stored_array_is_noticed(
    few_images: tuple[Any, Any], tmp_path: Path
) -> None:
    dataset = save_npz(tmp_path, *few_images)
    file = tmp_path / "mine.npz"
    content = bytearray(file.read_bytes())
    content[600] ^= 1
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"damaged.*Bad CRC-32"):
        dataset.load(seed=0)
