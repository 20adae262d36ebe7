"""A run as a flat table of facts, by which runs are filtered, sorted and compared."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from attrs import frozen
from kb_registry import KerasBlocksError

from kb_engine.recipes._toml import read_choices
from kb_engine.runs._failure import Failure, FailureStatus
from kb_engine.runs._result import Result, Status
from kb_engine.runs.store._tags import read_tags

Fact = str | int | float | bool | None | list[str]

SPLITS = {"train": "train", "validation": "val", "test": "test"}
"""What stands before a score's name, by split."""

STATUSES = tuple(
    dict.fromkeys(
        [*get_args(Status), *get_args(FailureStatus), "unfinished", "running", "unreadable"]
    )
)
"""Every status that a run can have."""


@frozen
class StoredRun:
    """A run as it stands in its folder.

    Attributes:
        name: The folder, relative to the log directory: `RUN` or `SWEEP/RUN`.
        folder: The same as a path.
        facts: By name: `status`, `seconds`, `begun`, `tags`, ...; the recipe's fields with a dot
            before each parameter, `act` and `act.negative_slope`; and scores by split,
            `val_accuracy`. A figure that isn't finite is None.
    """

    name: str
    folder: Path
    facts: Mapping[str, Fact]

    @property
    def status(self) -> str:
        """How far the run came.

        "running", "unfinished", "built", "trained", "interrupted", "failed", "skipped", "pruned",
        or "unreadable" if its files aren't those of a run.
        """
        return str(self.facts["status"])


def read_facts(folder: Path) -> dict[str, Fact]:
    """What the files of a run's folder say.

    Nothing is raised: a run that is cut short or was edited into nonsense is "unreadable".
    """
    facts: dict[str, Fact] = {"status": "unfinished", "begun": _begun(folder / "recipe.toml")}
    try:
        facts |= dict(_fields(read_choices(folder / "recipe.toml")))
        if (folder / "result.json").exists():
            facts |= _outcome(Result.read(folder / "result.json"))
    except KerasBlocksError as error:
        facts |= {"status": "unreadable", "cause": error.message}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        facts |= {"status": "unreadable", "cause": f"{folder / 'result.json'}: {error}"}
    failure = Failure.read(folder)
    if failure is not None:
        facts |= {"status": failure.status, "cause": failure.cause}
    facts["tags"] = read_tags(folder)
    return facts


def _begun(recipe: Path) -> str | None:
    """When the recipe was written, in UTC to the second, as ISO 8601."""
    try:
        written = os.stat(recipe).st_mtime  # noqa: PTH116 - as where runs are found
    except OSError:
        return None
    return datetime.fromtimestamp(written, UTC).isoformat(timespec="seconds")


def _outcome(result: Result) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "status": result.status,
        "seconds": result.seconds,
        "megabytes": result.megabytes,
        "parameters": result.parameters,
        "epochs_done": max(map(len, result.history.values()), default=0),
    }
    for split, scores in result.scores.items():
        for metric, score in scores.items():
            facts[f"{SPLITS.get(split, split)}_{metric}"] = score
    return facts


def _fields(choices: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Fact]]:
    for name, value in choices.items():
        place = f"{prefix}{name}"
        match value:
            case Mapping():
                yield place, str(value.get("name", ""))
                inner = {key: each for key, each in value.items() if key != "name"}
                yield from _fields(inner, f"{place}.")
            case list():
                yield place, [_word(item) for item in value if item != "none"]
            case bool() | int() | float():
                yield place, value
            case _:
                yield place, str(value)


def _word(item: object) -> str:
    return str(item.get("name", "")) if isinstance(item, Mapping) else str(item)
