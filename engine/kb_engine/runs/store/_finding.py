"""Run folders under a log directory, and whether they have changed."""

import os
from collections.abc import Iterator
from pathlib import Path

DEEPEST = 4
"""Folders inside folders that are searched: logs/SWEEP/RUN is two."""

Signature = str
"""Equal as long as neither the folder's files nor what is in them changes."""


def find_runs(logdir: Path) -> Iterator[tuple[str, Signature]]:
    """Every run's path relative to the log directory, with its signature.

    Whatever holds a `recipe.toml` is a run. Folders that vanish meanwhile are left out.
    """
    yield from _below(str(logdir), "", DEEPEST)


def _below(folder: str, prefix: str, levels: int) -> Iterator[tuple[str, Signature]]:
    try:
        with os.scandir(folder) as entries:
            found = [e.name for e in entries if not e.name.startswith(".") and e.is_dir()]
    except OSError:
        return
    for name in found:
        path = f"{folder}/{name}"
        signature = _signature(path)
        if signature:
            yield prefix + name, signature
        elif levels > 1:
            yield from _below(path, f"{prefix}{name}/", levels - 1)


def _signature(folder: str) -> Signature | None:
    """The state of a run's folder; None if it isn't one.

    Files that are put in place by renaming change the folder's own time. The two that people edit
    where they lie are looked at as well.
    """
    recipe = _state(f"{folder}/recipe.toml")
    if recipe is None:
        return None
    return f"{recipe} {_state(f'{folder}/result.json')} {_state(folder)}"


def _state(path: str) -> str | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path for each of thousands takes half as long again
    except OSError:
        return None
    return f"{found.st_mtime_ns},{found.st_ino},{found.st_size}"
