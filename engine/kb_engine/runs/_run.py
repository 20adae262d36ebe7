"""Runs: a folder that holds what was done and what came of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from attrs import frozen
from kb_registry import UNFINISHED, Block, Registry, write_atomically

from kb_engine._errors import FailedRunError, LogdirError, ResumeError
from kb_engine.models._devices import Devices
from kb_engine.recipes._differences import differences
from kb_engine.recipes._recipe import Recipe
from kb_engine.recipes._toml import read_choices, write_recipe
from kb_engine.runs._environment import describe_environment, packages_of
from kb_engine.runs._records import Record, add_record, read_records
from kb_engine.runs._result import Result

if TYPE_CHECKING:
    import keras


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
            raise LogdirError.because(logdir, error) from None
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
        run = cls(recipe, folder)
        spread = any(each.get("train_on") == "all" for each in read_records(run._environment_path))
        return cls(recipe, folder, "all" if spread else "one")

    def changes(self) -> list[str]:
        """What has changed since the run was trained last and may change its weights.

        That is the recipe, and the versions of packages that it takes.
        """
        records = read_records(self._environment_path)
        if not records:
            return []
        compared = [*packages_of(self.recipe), "recipe"]
        before, now = (
            {name: record.get(name) for name in compared}
            for record in (records[-1], self._record(self.environment()))
        )
        return list(differences(before, now))

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
        """Record what the run depends on, beside what it was begun with.

        Raises:
            LogdirError: The folder can't be written to.
        """
        environment = self.environment()
        try:
            add_record(self._environment_path, self._record(environment))
        except OSError as error:
            raise LogdirError.because(self.folder.parent, error) from None
        return environment

    @property
    def _environment_path(self) -> Path:
        return self.folder / "environment.json"

    def _record(self, environment: dict[str, str]) -> Record:
        """What a run must be resumed with: the recipe too, since its file may be edited."""
        return {**environment, "recipe": self.recipe.to_choices()}

    def forget_unfinished(self) -> None:
        """Delete what a process that was killed had begun to write beside a file."""
        for path in self.folder.rglob(UNFINISHED):
            path.unlink(missing_ok=True)

    def save(self, model: "keras.Model") -> None:
        """Save the model.

        Raises:
            FailedRunError: It can't be written.
        """
        try:
            write_atomically(self.model_path, model.save)
        except OSError as error:
            raise self.no_room("the model", error) from error

    def record(self, result: Result) -> None:
        """Write the result.

        Raises:
            FailedRunError: It can't be written.
        """
        try:
            result.write(self.result_path)
        except OSError as error:
            raise self.no_room("the result", error) from error

    def no_room(self, content: str, error: OSError) -> FailedRunError:
        """What to say where something can't be written to the folder."""
        reason = os.strerror(error.errno) if error.errno else error
        if self.checkpoints.exists():
            hint = (
                "Make room, then repeat what no checkpoint holds with"
                f" kb train --resume {self.folder}"
            )
        else:
            hint = "Make room or choose another log directory with --logdir."
        return FailedRunError(f"Can't write {content} to {self.folder}: {reason}.", hint=hint)

    def load(self) -> "keras.Model":
        """Load the saved model, without running any code that it may hold."""
        import keras

        for members in self.recipe.components.values():
            for member in members:
                if isinstance(member, Block):  # its import registers its class with Keras
                    member.build()
        return cast("keras.Model", keras.saving.load_model(self.model_path, safe_mode=True))


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
