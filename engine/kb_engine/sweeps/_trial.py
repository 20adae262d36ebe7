"""One training of a sweep."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from kb_engine.recipes._recipe import Recipe
from kb_engine.runs._run import Siblings
from kb_engine.runs.store import StoredRun
from kb_engine.runs.store._facts import read_facts

ENDED = frozenset({"trained", "failed", "skipped", "pruned"})
"""What becomes of a trial that isn't tried again."""


@frozen
class Trial:
    """A recipe that a sweep trains.

    Attributes:
        combination: The number of the combination that it belongs to.
        recipe: What is trained, with its seed.
        key: The recipe's, by which a trial is known from session to session.
        label: What sets it apart from the sweep's other trials, as people say it.
    """

    combination: int
    recipe: Recipe
    key: str
    label: str

    @classmethod
    def of(cls, combination: int, recipe: Recipe, fields: Iterable[str]) -> "Trial":
        """The trial of a recipe, told apart by the fields that vary."""
        texts = recipe.texts()
        words = [texts[name] for name in fields]
        return cls(combination, recipe, recipe.key(), " ".join([*words, f"seed {texts['seed']}"]))

    def job(self, sweep: Path, siblings: Siblings) -> dict[str, object]:
        """What a worker needs to know.

        Args:
            sweep: The sweep's folder.
            siblings: What its trials choose in the fields that vary.
        """
        choices = self.recipe.to_choices()
        return {"sweep": str(sweep), "key": self.key, "choices": choices, "siblings": siblings}


def run_of(sweep: Path, key: str) -> StoredRun | None:
    """The run of a trial in a sweep's folder; None if it wasn't begun."""
    for folder in sweep.glob(f"*-{key}"):
        if (folder / "recipe.toml").is_file():
            return StoredRun(folder.name, folder, {"run": folder.name, **read_facts(folder)})
    return None


def clear_unbegun(sweep: Path, key: str) -> None:
    """Delete a folder whose process was killed before it held a recipe."""
    for folder in sweep.glob(f"*-{key}"):
        if not (folder / "recipe.toml").exists():
            shutil.rmtree(folder, ignore_errors=True)


def begun_trials(sweep: Path) -> frozenset[str]:
    """The keys of the trials whose folders are there."""
    return frozenset(each.name.rpartition("-")[2] for each in sweep.iterdir() if each.is_dir())
