"""What TensorFlow says while it starts, which is dozens of lines from C++."""

import os
from pathlib import Path

import pytest
from kb.tensorflow import _held_back_unless_it_fails


def talk(path: Path, then: BaseException | None) -> None:
    """Say something as TensorFlow would, and end as told, all into a file."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        with _held_back_unless_it_fails(file):
            os.write(file, b"Could not find cuda drivers")
            if then is not None:
                raise then
        os.write(file, b"Epoch 1")
    finally:
        os.close(file)


def test_it_is_held_back_while_all_goes_well(tmp_path: Path) -> None:
    talk(tmp_path / "shown", then=None)
    assert (tmp_path / "shown").read_text() == "Epoch 1"


def test_it_is_shown_where_the_start_fails(tmp_path: Path) -> None:
    with pytest.raises(ImportError):
        talk(tmp_path / "shown", then=ImportError())
    assert (tmp_path / "shown").read_text() == "Could not find cuda drivers"


def test_it_is_held_back_from_whoever_presses_ctrl_c(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        talk(tmp_path / "shown", then=KeyboardInterrupt())
    assert (tmp_path / "shown").read_text() == ""
