"""A run whose training has ended, to evaluate and predict with."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kb_registry import (
    Dataset,
    KerasBlocksError,
    NewData,
    Preparation,
    Registry,
    ResumeRun,
    Splits,
    TrainAnew,
)

from kb_engine.prediction._evaluation import Evaluation, SplitName, evaluate_rows, evaluate_split
from kb_engine.prediction._monte_carlo import Networks
from kb_engine.prediction._named import named_dataset, prepared_rows
from kb_engine.prediction._predicted import PredictedRows, predicted_rows
from kb_engine.runs._data import StoredData
from kb_engine.runs._failure import Failure
from kb_engine.runs._lock import is_locked
from kb_engine.runs._result import Result
from kb_engine.runs._run import Run

if TYPE_CHECKING:
    import keras


class UnusableRunError(KerasBlocksError, ValueError):
    """A run that has no trained model."""


class LoadedRun:
    """A run whose training has ended.

    Attributes:
        run: The recipe and the folder.
        result: The figures that training ended with.
    """

    def __init__(self, run: Run, result: Result) -> None:
        self.run = run
        self.result = result

    def __repr__(self) -> str:
        return f"<run {self.run.name}, {self.result.status}>"

    @cached_property
    def model(self) -> "keras.Model":
        """The trained model, compiled; loaded when it is first asked for.

        Raises:
            ModelFileError: Its file is damaged or missing.
        """
        return self.run.load()

    @cached_property
    def data(self) -> Splits:
        """The recipe's data, divided as it was for the training.

        Raises:
            DataError: It is missing, or damaged.
        """
        from kb_engine.sessions._build import dataset

        return dataset(self.run.recipe).load(self.run.recipe.training.seed)

    @cached_property
    def stored(self) -> StoredData:
        """What the run knows about its data without the data.

        Raises:
            FormatError: Its file is damaged, or a later version of this project wrote it.
        """
        path = self.run.paths.data
        return StoredData.read(path) if path.is_file() else StoredData.of(self.data)

    @cached_property
    def preparation(self) -> Preparation:
        """What makes samples of new files, as it was fitted on the training samples.

        Raises:
            UnusableRunError: The run's dataset can't read new files.
            DataError: What was fitted can't be read.
        """
        description = self.stored.preparation
        dataset = self.run.recipe.get(Dataset)
        if description is None or dataset is None:
            raise UnusableRunError(
                f"{self.stored.spec.name} can't prepare new files.",
                hint="Name a dataset whose samples are prepared already, or call model.predict.",
            )
        return dataset.preparation(description)

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the numbers that a regression predicts."""
        described = (self.stored.preparation or {}).get("target")
        count = self.stored.spec.targets
        if count == 1 and isinstance(described, dict) and "name" in described:
            return (str(described["name"]),)
        return tuple(f"target_{i}" for i in range(count)) if count > 1 else ("target",)

    def evaluate(
        self,
        split: SplitName = "test",
        *,
        data: NewData | None = None,
        networks: Networks | None = None,
        seed: int = 0,
    ) -> Evaluation:
        """Score the model on a part of its data, or on new data, in inference mode.

        Args:
            split: "test", "validation" or "train".
            data: A file or folder of the training data's kind, with targets; all of it is used,
                and `split` isn't.
            networks: Also score the mean of so many random networks, or of as many as their
                standard error needs ("auto"); see `mc_predict`.
            seed: Decides the random networks.

        Raises:
            NoRandomLayerError: `networks` was given, and the model has no dropout.
            UnusableRunError: `data` was given, and the run's dataset can't read new files.
            DataError: The data is missing or damaged, or doesn't fit the model.
        """
        if data is None:
            return evaluate_split(self.model, self.data, split, networks=networks, seed=seed)
        return evaluate_rows(self.model, self.preparation, data, networks=networks, seed=seed)

    def predict(
        self, data: NewData, *, networks: Networks | None = None, seed: int = 0
    ) -> Iterator[PredictedRows]:
        """Yield predictions for new data, some rows at a time, in their order.

        New rows are prepared with what was fitted on the training samples, never with figures
        of their own.

        Args:
            data: A file or folder of the training data's kind, with targets or without, an open
                stream of a table, or the name of a dataset, whose test samples are predicted.
            networks: Ask so many random networks, or as many as their standard error needs
                ("auto"), instead of the one without dropout; see `mc_predict`.
            seed: Decides the random networks.

        Raises:
            NoRandomLayerError: `networks` was given, and the model has no dropout.
            UnusableRunError: The run's dataset can't read new files.
            DataError: The data is missing or damaged, or doesn't fit the model.
        """
        if isinstance(data, str) and not Path(data).expanduser().exists():
            named = named_dataset(data, self.run.recipe.registry)
            if named is not None:
                rows, preparation = prepared_rows(named, self.stored.spec), None
                return predicted_rows(
                    self.model, rows, self.stored.spec, preparation, networks, seed
                )
        rows = self.preparation.read(data)
        spec = self.preparation.spec
        return predicted_rows(self.model, rows, spec, self.preparation, networks, seed)


def load(folder: Path, registry: Registry | None = None) -> LoadedRun:
    """Open a run whose training has ended.

    Raises:
        UnusableRunError: The run isn't finished, wasn't trained or failed.
        KerasBlocksError: There is no run in the folder, or its recipe can't be read.
    """
    run = Run.open(folder, registry)
    if is_locked(folder):
        raise UnusableRunError(
            f"The run in {folder} is still being trained.",
            hint="Wait for it, or end it with Ctrl-C: it then saves what was learned.",
        )
    if not run.result_path.is_file():
        raise UnusableRunError(
            f"The run in {folder} has no result: it was killed, or is trained elsewhere.",
            suggestions=[ResumeRun(folder, purpose="If nothing trains it, resume it")],
        )
    result = Result.read(run.result_path)
    if result.status in ("built", "failed"):
        failure = Failure.read(folder)
        told = "was built and never trained" if result.status == "built" else "failed"
        raise UnusableRunError(
            f"The run in {folder} {told}{f': {failure.cause}' if failure else '.'}",
            suggestions=[TrainAnew(folder / "recipe.toml", purpose="Train its recipe")],
        )
    return LoadedRun(run, result)
