"""Everything that a run's folder says about it, as far as it can be read."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import frozen
from kb_registry import KerasBlocksError

from kb_engine.recipes._recipe import Recipe
from kb_engine.recipes._toml import read_choices
from kb_engine.runs._data import StoredData
from kb_engine.runs._paths import RunPaths
from kb_engine.runs._records import Record, read_records
from kb_engine.runs._result import Result
from kb_engine.runs._stored_recipe import stored_recipe
from kb_engine.runs.store._facts import StoredRun

R = TypeVar("R")


@frozen
class RunDetails:
    """What a run is and how it ended, read without TensorFlow.

    Attributes:
        run: Its name, folder, status and facts.
        choices: What `recipe.toml` says, as plain values.
        recipe: The same as components; None if a package of it is missing.
        result: The figures that it ended with; None before its end.
        data: What it was trained on; None before the training.
        sessions: Versions, devices and recipe at the beginning, and at each later session.
        unreadable: What is wrong with each file that should be there and can't be read.
    """

    run: StoredRun
    choices: Mapping[str, Any]
    recipe: Recipe | None
    result: Result | None
    data: StoredData | None
    sessions: tuple[Record, ...]
    unreadable: tuple[str, ...]


def read_details(run: StoredRun) -> RunDetails:
    """Read all files of a run that hold words and figures; nothing is raised."""
    paths, unreadable = RunPaths(run.folder), list[str]()

    def read(make: Callable[[], R]) -> R | None:
        try:
            return make()
        except FileNotFoundError:
            return None  # not written yet, or by a version that didn't
        except KerasBlocksError as error:
            unreadable.append("\n".join(filter(None, [error.message, error.hint])))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            unreadable.append(f"A file in {run.folder} is damaged: {error}")
        return None

    choices = read(lambda: read_choices(paths.recipe)) or {}
    return RunDetails(
        run,
        choices,
        read(lambda: stored_recipe(paths)) if choices else None,
        read(lambda: Result.read(paths.result)),
        read(lambda: StoredData.read(paths.data)),
        tuple(read(lambda: read_records(paths.environment)) or ()),
        tuple(unreadable),
    )
