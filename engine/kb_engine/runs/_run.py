"""Runs: a folder that holds what was done and what came of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from kb_registry import KerasBlocksError, Registry, Splits, write_atomically

from kb_engine._errors import LogdirError, ResumeError
from kb_engine.models._devices import Devices
from kb_engine.models._saved import load_model
from kb_engine.recipes._beginnings import begins_with_a_new_run
from kb_engine.recipes._differences import Difference, differences
from kb_engine.recipes._recipe import Recipe
from kb_engine.recipes._toml import write_recipe
from kb_engine.runs._data import StoredData
from kb_engine.runs._environment import describe_environment, packages_of
from kb_engine.runs._failure import Failure
from kb_engine.runs._layer_health import LayerHealth, write_layers
from kb_engine.runs._no_room import no_room
from kb_engine.runs._paths import RunPaths
from kb_engine.runs._records import (
    FROM_EPOCH,
    NOT_IN_FORCE,
    Record,
    add_record,
    read_records,
)
from kb_engine.runs._result import Result
from kb_engine.runs._stored_recipe import stored_recipe

if TYPE_CHECKING:
    import keras

    from kb_engine.runs._sample_scores import SampleScores

Siblings = Mapping[str, Sequence[Any]]
"""What runs in one folder choose, by field, as the plain values of `Recipe.to_choices`."""


@frozen(eq=False)
class Run:
    """A folder under the log directory, readable without this project.

    It holds `recipe.toml`, `data.json`, `environment.json`, `result.json`, `test_samples.npz`,
    `layers.json`, `model.keras` and the event files of TensorBoard.

    Attributes:
        recipe: What was run.
        folder: Where everything is.
        devices: Which devices it was asked to train on.
        siblings: What other runs beside it are going to choose, for callbacks to know.
    """

    recipe: Recipe
    folder: Path
    devices: Devices = "one"
    siblings: Siblings = field(factory=dict)

    @classmethod
    def create(cls, recipe: Recipe, logdir: Path, devices: Devices = "one") -> "Run":
        """Make a new folder, named after the recipe, and write the recipe into it.

        Raises:
            LogdirError: The folder can't be made or written to.
        """
        try:
            paths = RunPaths.make(logdir, f"{recipe.title()[:80]}-{recipe.key()}")
            write_recipe(recipe, paths.recipe)
        except OSError as error:
            raise LogdirError.because(logdir, error) from None
        return cls(recipe, paths.folder, devices)

    @classmethod
    def open(cls, folder: Path, registry: Registry | None = None) -> "Run":
        """Find a run that was begun before.

        Raises:
            ResumeError: There is no run in the folder.
            RecipeError: Its recipe can't be read.
            UnknownNameError: A package that it was made with isn't installed.
            FormatError: A later version of this project wrote it.
        """
        paths = RunPaths(folder)
        if not paths.recipe.is_file():
            raise ResumeError(f"There is no run in {folder}.", hint="Name a folder under logs/.")
        recipe = stored_recipe(paths, registry)
        spread = any(each.get("train_on") == "all" for each in read_records(paths.environment))
        return cls(recipe, folder, "all" if spread else "one")

    def changes(self) -> list[Difference]:
        """What has changed since the last session and may change the weights.

        That is the recipe, and the versions of packages that it takes.
        """
        records = read_records(self.paths.environment)
        if not records:
            return []
        compared = [*packages_of(self.recipe), "recipe"]
        last = {**records[-1], "recipe": self._spelt_out(records[-1].get("recipe"))}
        before, now = (
            {name: record.get(name) for name in compared}
            for record in (last, self._record(self.environment()))
        )
        return list(differences(before, now))

    def _spelt_out(self, recorded: object) -> object:
        """A recorded recipe with the parameters that have come since, at their defaults.

        One that can't be read any more stays as it is, so that what differs is named.
        """
        if not isinstance(recorded, dict):
            return recorded
        try:
            return Recipe.from_choices(recorded, self.recipe.registry).to_choices()
        except KerasBlocksError:
            return recorded

    @property
    def paths(self) -> RunPaths:
        """Where each of its files is."""
        return RunPaths(self.folder)

    @property
    def name(self) -> str:
        """The folder's name, as TensorBoard shows it."""
        return self.folder.name

    @property
    def checkpoints(self) -> Path:
        """The folder of what an interrupted training is resumed from."""
        return self.paths.checkpoints

    @property
    def model_path(self) -> Path:
        """The model in Keras' own format."""
        return self.paths.model

    @property
    def result_path(self) -> Path:
        """The figures, as JSON."""
        return self.paths.result

    def environment(self) -> dict[str, str]:
        """Versions and devices."""
        return {"train_on": self.devices, **describe_environment(self.recipe.registry)}

    def last_recipe(self) -> dict[str, Any]:
        """The recipe of the last session as plain values; empty if it isn't known."""
        records = read_records(self.paths.environment)
        recipe = records[-1].get("recipe") if records else None
        return recipe if isinstance(recipe, dict) else {}

    def write_environment(self, from_epoch: int = 0) -> dict[str, str]:
        """Record what the run depends on from an epoch on, beside what it was begun with.

        Raises:
            LogdirError: The folder can't be written to.
        """
        environment = self.environment()
        session = {FROM_EPOCH: from_epoch, **self._not_in_force()}
        try:
            add_record(self.paths.environment, {**self._record(environment), **session})
        except OSError as error:
            raise LogdirError.because(self.folder.parent, error) from None
        return environment

    def _not_in_force(self) -> dict[str, list[str]]:
        """What the recipe says otherwise than the first one, and only a new run begins with."""
        first = next(iter(read_records(self.paths.environment)), {}).get("recipe")
        changes = differences(first, self.recipe.to_choices()) if first else ()
        places = [
            change.place for change in changes if begins_with_a_new_run(self.recipe, change.parts)
        ]
        return {NOT_IN_FORCE: places} if places else {}

    def _record(self, environment: dict[str, str]) -> Record:
        """What a run must be resumed with: the recipe too, since its file may be edited."""
        return {**environment, "recipe": self.recipe.to_choices()}

    def describe_data(self, data: Splits) -> None:
        """Record what the data is, and what was fitted on the training samples.

        Raises:
            LogdirError: The folder can't be written to.
        """
        try:
            StoredData.of(data).write(self.paths.data)
        except OSError as error:
            raise LogdirError.because(self.folder.parent, error) from None

    def save(self, model: "keras.Model") -> None:
        """Save the model.

        Raises:
            FailedRunError: It can't be written.
        """
        try:
            write_atomically(self.paths.model, model.save)
        except OSError as error:
            raise no_room(self.paths, "the model", error) from error

    def keep(self, scores: "SampleScores") -> None:
        """Write predictions and scores of the test samples.

        Raises:
            FailedRunError: They can't be written.
        """
        try:
            scores.write(self.paths.test_samples)
        except OSError as error:
            raise no_room(self.paths, "the test samples' scores", error) from error

    def keep_layers(self, layers: Sequence[LayerHealth]) -> None:
        """Write what each layer did when training had ended.

        Raises:
            FailedRunError: It can't be written.
        """
        try:
            write_layers(self.folder, layers)
        except OSError as error:
            raise no_room(self.paths, "what layers did", error) from error

    def record(self, result: Result, cause: str | None = None) -> None:
        """Write the result, and why the training failed if it did.

        Raises:
            FailedRunError: It can't be written.
        """
        try:
            if cause is None:
                Failure.path(self.folder).unlink(missing_ok=True)  # of an earlier session
            else:
                Failure("failed", cause).write(self.folder)
            result.write(self.paths.result)
        except OSError as error:
            raise no_room(self.paths, "the result", error) from error

    def load(self) -> "keras.Model":
        """Load the saved model, without running any code that it may hold.

        Keras classes of the distributions that the recipe takes are found without an import.

        Raises:
            ModelFileError: There is no model, it is damaged, or it holds what no distribution
                that the recipe takes defines.
        """
        return load_model(self.paths.model, self.recipe)
