"""A run whose training has ended, to evaluate and predict with."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kb_registry import KerasBlocksError, Registry, ResumeRun, Splits, TrainAnew

from kb_engine.prediction._evaluation import Evaluation, SplitName, evaluate_split
from kb_engine.runs._result import Result
from kb_engine.runs._run import Run

if TYPE_CHECKING:
    import keras

Networks = int | Literal["auto"]


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
            UnusableRunError: Its file is damaged or missing.
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

    def evaluate(
        self, split: SplitName = "test", *, networks: Networks | None = None, seed: int = 0
    ) -> Evaluation:
        """Score the model on a part of its data, in inference mode.

        Args:
            split: "test", "validation" or "train".
            networks: Also score the mean of so many random networks, or of as many as their
                standard error needs ("auto"); see `mc_predict`.
            seed: Decides the random networks.

        Raises:
            NoRandomLayerError: `networks` was given, and the model has no dropout.
            DataError: The data is missing or damaged.
        """
        return evaluate_split(self.model, self.data, split, networks=networks, seed=seed)


def load(folder: Path, registry: Registry | None = None) -> LoadedRun:
    """Open a run whose training has ended.

    Raises:
        UnusableRunError: The run isn't finished, wasn't trained or failed.
        KerasBlocksError: There is no run in the folder, or its recipe can't be read.
    """
    run = Run.open(folder, registry)
    if not run.result_path.is_file():
        raise UnusableRunError(
            f"The run in {folder} has no result: it is still being trained, or was killed.",
            suggestions=[ResumeRun(folder, purpose="If nothing trains it, resume it")],
        )
    result = Result.read(run.result_path)
    if result.status in ("built", "failed"):
        told = "was built and never trained" if result.status == "built" else "failed"
        raise UnusableRunError(
            f"The run in {folder} {told}.",
            suggestions=[TrainAnew(folder / "recipe.toml", purpose="Train its recipe")],
        )
    return LoadedRun(run, result)
