"""What the folders said when they were last read, in SQLite.

The folders are the truth. The index holds nothing that can't be read again: whatever is wrong with
it, a full disk or a read-only one included, costs time and no answer.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from kb_engine.runs.store._facts import Fact
from kb_engine.runs.store._finding import Signature

FILE = ".runs.sqlite"
VERSION = 1
"""Of the table and of the facts; an index of another version is made anew."""

WAIT_SECONDS = 1.0
"""How long to wait for another process that writes."""

Known = dict[str, tuple[Signature, str]]
"""Signature and facts, as JSON, by the run's name."""


def load(logdir: Path) -> Known:
    """What the index knows; nothing if there is none that can be read."""
    path = logdir / FILE
    if not path.is_file():
        return {}
    try:
        with closing(_open(path)) as base:
            if _version(base) != VERSION:
                return {}
            rows = base.execute("SELECT name, signature, facts FROM runs")
            return {name: (signature, facts) for name, signature, facts in rows}
    except sqlite3.Error:
        return {}


def update(
    logdir: Path, found: Mapping[str, tuple[Signature, Mapping[str, Fact]]], gone: Iterable[str]
) -> None:
    """Keep what was read, and forget what isn't there any more; without a word if that fails."""
    rows = [(name, signature, json.dumps(facts)) for name, (signature, facts) in found.items()]
    lost = [(name,) for name in gone]
    if not rows and not lost:
        return
    try:
        _write(logdir / FILE, rows, lost)
    except sqlite3.OperationalError:
        return  # busy, read-only or full: the next reader tries again
    except sqlite3.DatabaseError:
        _forget(logdir / FILE)  # damaged; the next reader makes a new one


def _write(path: Path, rows: list[tuple[str, str, str]], lost: list[tuple[str]]) -> None:
    with closing(_open(path)) as base, base:
        if _version(base) != VERSION:
            base.execute("DROP TABLE IF EXISTS runs")
            base.execute("CREATE TABLE runs (name TEXT PRIMARY KEY, signature TEXT, facts TEXT)")
            base.execute(f"PRAGMA user_version = {VERSION}")
        base.executemany("DELETE FROM runs WHERE name = ?", lost)
        base.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", rows)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _open(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=WAIT_SECONDS)
    base.execute("PRAGMA synchronous = OFF")  # what a crash of the machine takes is read again
    return base


def _version(base: sqlite3.Connection) -> Any:
    return base.execute("PRAGMA user_version").fetchone()[0]
