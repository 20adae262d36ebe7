"""Runs: a folder that holds what was done and what came of it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen
from kb_registry import Block, KerasBlocksError, Registry

from kb_engine.devices import Devices
from kb_engine.differences import differences
from kb_engine.environment import describe_environment
from kb_engine.files import UNFINISHED, write_atomically, write_json
from kb_engine.recipe import Recipe
from kb_engine.toml import read_choices, write_recipe

if TYPE_CHECKING:
    import keras


class LogdirError(KerasBlocksError, OSError):
    """A folder for runs that can't be written to."""


class ResumeError(KerasBlocksError, ValueError):
    """A run that can't go on as it was begun."""


class FailedRunError(KerasBlocksError, RuntimeError):
    """A training that couldn't go on."""

    exit_code = 1


@frozen(eq=False)
class Run:
    """A folder under the log directory, readable without this project.

    It holds `recipe.toml`, `environment.json`, `result.json`, `model.keras` and the event
    files of TensorBoard.

    Attributes:
        recipe: What was run.
        folder: Where everything is.
        devices: Which devices it was asked to train on.
    """

    recipe: Recipe
    folder: Path
    devices: Devices = "one"

    @classmethod
    def create(cls, recipe: Recipe, logdir: Path, devices: Devices = "one") -> "Run":
        """Make a new folder, named after the recipe, and write the recipe into it.

        Raises:
            LogdirError: The folder can't be made or written to.
        """
        name = f"{recipe.title()[:80]}-{recipe.key()}"
        try:
            logdir.mkdir(parents=True, exist_ok=True)
            run = cls(recipe, _new_folder(logdir, name), devices)
            write_recipe(recipe, run.folder / "recipe.toml")
        except OSError as error:
            raise _unwritable(logdir, error) from None
        return run

    @classmethod
    def open(cls, folder: Path, registry: Registry | None = None) -> "Run":
        """Find a run that was begun before.

        Raises:
            ResumeError: There is no run in the folder.
            RecipeError: Its recipe can't be read.
        """
        if not (folder / "recipe.toml").is_file():
            raise ResumeError(f"There is no run in {folder}.", hint="Name a folder under logs/.")
        recipe = Recipe.from_choices(read_choices(folder / "recipe.toml"), registry)
        spread = _begun(folder).get("train_on") == "all"
        return cls(recipe, folder, "all" if spread else "one")

    def changes(self) -> list[str]:
        """What has changed since the run was begun: versions, and the recipe itself."""
        begun = _begun(self.folder)
        return list(differences(begun, self._record(self.environment()))) if begun else []

    @property
    def checkpoints(self) -> Path:
        """The folder of what an interrupted training goes on from."""
        return self.folder / "checkpoints"

    @property
    def name(self) -> str:
        """The folder's name, as TensorBoard shows it."""
        return self.folder.name

    @property
    def model_path(self) -> Path:
        """The model in Keras' own format."""
        return self.folder / "model.keras"

    @property
    def result_path(self) -> Path:
        """The figures, as JSON."""
        return self.folder / "result.json"

    def environment(self) -> dict[str, str]:
        """Versions and devices."""
        return {"train_on": self.devices, **describe_environment(self.recipe.registry)}

    def write_environment(self) -> dict[str, str]:
        """Record what the run depends on.

        Raises:
            LogdirError: The folder can't be written to.
        """
        environment = self.environment()
        try:
            write_json(self.folder / "environment.json", self._record(environment))
        except OSError as error:
            raise _unwritable(self.folder.parent, error) from None
        return environment

    def _record(self, environment: dict[str, str]) -> dict[str, Any]:
        """What a run must be resumed with: the recipe too, since its file may be edited."""
        return {**environment, "recipe": self.recipe.to_choices()}

    def forget_unfinished(self) -> None:
        """Delete what a process that was killed had begun to write beside a file."""
        for path in self.folder.glob(UNFINISHED):
            path.unlink(missing_ok=True)

    def save(self, model: "keras.Model") -> None:
        """Save the model."""
        write_atomically(self.model_path, model.save)

    def load(self) -> "keras.Model":
        """Load the saved model, without running any code that it may hold."""
        import keras

        for members in self.recipe.components.values():
            for member in members:
                if isinstance(member, Block):  # its import registers its class with Keras
                    member.build()
        return cast("keras.Model", keras.saving.load_model(self.model_path, safe_mode=True))


def _unwritable(logdir: Path, error: OSError) -> LogdirError:
    return LogdirError(
        f"Can't write to the log directory {logdir}: {error.strerror}.",
        hint="Make room or choose another with --logdir.",
    )


def _begun(folder: Path) -> dict[str, Any]:
    """The record of how a run was begun; empty if it was killed before that."""
    try:
        begun = json.loads((folder / "environment.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return begun if isinstance(begun, dict) else {}


def _new_folder(logdir: Path, name: str) -> Path:
    folder, number = logdir / name, 1
    while True:
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
            folder = logdir / f"{name}-{number}"
        else:
            return folder
