import os
import stat
from pathlib import Path

import pytest
from kb_registry import write_atomically, write_text


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")
    write_text(path, "new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_never_reached_the_disk_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError("disk broken")

    path = tmp_path / "file.txt"
    write_text(path, "old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk broken"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")

    def fail(beside: Path) -> None:
        beside.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_put_in_place_whole(tmp_path: Path) -> None:
    def fill(beside: Path) -> None:
        (beside / "inner").mkdir(parents=True)
        (beside / "inner" / "file.txt").write_text("content")

    write_atomically(tmp_path / "folder", fill)
    assert (tmp_path / "folder" / "inner" / "file.txt").read_text() == "content"
    with pytest.raises(OSError, match="not empty"):
        write_atomically(tmp_path / "folder", fill)
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_the_name_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[bool] = []
    monkeypatch.setattr(
        os, "fsync", lambda file: flushed.append(stat.S_ISDIR(os.fstat(file).st_mode))
    )
    write_text(tmp_path / "file.txt", "content")
    assert flushed == [False, True]
