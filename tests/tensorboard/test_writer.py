"""Event files: written in the background, readable at every moment, never in the way."""

import itertools
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._obstacles import Obstacles
from kb_tensorboard.writing._writer import EventWriter
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader


def read(folder: Path) -> list[tuple[int, str]]:
    files = sorted(folder.rglob("*tfevents*"))
    return [
        (event.step, value.tag)
        for file in files
        for event in EventFileLoader(str(file)).Load()
        for value in event.summary.value
    ]


def test_values_of_one_step_are_one_event(tmp_path: Path) -> None:
    writer = EventWriter(str(tmp_path), start=0)
    writer.add("train", 3, [events.scalar("a", 1.0), events.scalar("b", 2.0)])
    writer.add("", 4, [events.text("c", "*so*")])
    writer.close()
    assert read(tmp_path / "train") == [(3, "a"), (3, "b")]
    assert (4, "c") in read(tmp_path)


def test_nothing_is_made_before_the_first_value(tmp_path: Path) -> None:
    writer = EventWriter(str(tmp_path / "run"), start=0)
    writer.close()
    writer.close()
    assert not (tmp_path / "run").exists()


def test_what_was_handed_over_is_on_the_disk_without_a_close(tmp_path: Path) -> None:
    written = threading.Event()

    def values() -> Iterator[Any]:
        yield events.scalar("a", 1.0)
        written.set()

    writer = EventWriter(str(tmp_path), start=0)
    writer.add("", 1, values())
    writer.add("", 2, values())
    assert written.wait(10)
    for _ in range(200):  # the thread is a moment behind
        if len(read(tmp_path)) == 2:
            break
        time.sleep(0.05)
    assert read(tmp_path) == [(1, "a"), (2, "a")]
    writer.close()


def test_what_is_flushed_is_on_the_disk(tmp_path: Path) -> None:
    writer = EventWriter(str(tmp_path), start=0)
    writer.flush()
    for step in range(100):
        writer.add("", step, [events.scalar("a", 1.0)])
    writer.flush()
    assert len(read(tmp_path)) == 100
    writer.close()
    writer.flush()


def test_what_counts_is_not_written_a_second_time(tmp_path: Path) -> None:
    for start, last in [(0, 5), (4, 5)]:
        writer = EventWriter(str(tmp_path), start=start)
        writer.add_graph("", 0, b"graph")
        for step in range(3, last + 1):
            writer.add("", step, [events.scalar("a", 1.0)])
        writer.close()
    assert [step for step, _ in read(tmp_path)] == [0, 3, 4, 5, 4, 5]


def test_two_writers_in_one_folder_use_two_files(tmp_path: Path) -> None:
    for step in (1, 2):
        writer = EventWriter(str(tmp_path), start=0)
        writer.add("", step, [events.scalar("a", 1.0)])
        writer.close()
    assert len(list(tmp_path.iterdir())) == 2


def test_files_of_one_second_are_read_in_the_order_in_which_they_were_made(
    tmp_path: Path, board: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb_tensorboard.writing._writer._file_numbers", itertools.count(9))
    monkeypatch.setattr("kb_tensorboard.writing._writer.time.time", lambda: 1.0)
    for step in (1, 2):
        writer = EventWriter(str(tmp_path / "run"), start=step)
        writer.add("", step, [events.scalar("a", 1.0)])
        writer.close()
    assert list(board().scalars("run", "a")) == [1, 2]


def test_a_folder_that_cannot_be_made_is_a_failure_and_no_exception(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    writer = EventWriter(str(tmp_path / "file" / "run"), start=0)
    writer.add("", 1, [events.scalar("a", 1.0)])
    writer.close()
    assert writer.failure is not None
    writer.add("", 2, [events.scalar("a", 1.0)])


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may grow beyond 10,000 bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_what_was_written_before_the_disk_was_full_stays_readable(
    tmp_path: Path, full_disk: None
) -> None:
    writer = EventWriter(str(tmp_path), start=0)
    for step in range(1, 20):
        writer.add("", step, [events.text("a", "x" * 1000)])
    writer.close()
    assert writer.failure is not None
    found = read(tmp_path)
    assert found[:5] == [(step, "a") for step in range(1, 6)]
    assert len(found) < 10


def test_a_value_that_cannot_be_made_costs_its_record_alone(tmp_path: Path) -> None:
    def values() -> Iterator[Any]:
        yield events.scalar("a", 1.0)
        raise ValueError("out of range")

    obstacles = Obstacles()
    writer = EventWriter(str(tmp_path), start=0, obstacles=obstacles)
    writer.add("", 1, values())
    writer.add("", 2, [events.scalar("a", 1.0)])
    writer.close()
    assert writer.failure is None
    assert read(tmp_path) == [(2, "a")]
    assert obstacles.sentences() == ["Some values could not be made: ValueError: out of range."]
