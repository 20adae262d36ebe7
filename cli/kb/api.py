"""What notebooks import: recipes as keyword arguments."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from kb_engine.models._devices import Devices
from kb_engine.recipes._recipe import Choice, Compile, Precision, Recipe
from kb_engine.sessions._build import build as _build
from kb_engine.sessions._train import TrainedRun
from kb_engine.sessions._train import resume as _resume
from kb_engine.sessions._train import train as _train

if TYPE_CHECKING:
    import keras


class Choices(TypedDict, total=False):
    """The fields of a recipe. Components may be given as such, as text or as tables."""

    arch: Choice
    act: Choice
    init: Choice
    norm: Choice
    drop: Choice
    reg: Choice
    constraint: Choice
    wrap: Choice
    opt: Choice
    loss: Choice
    metric: Choice | Sequence[Choice]
    callback: Choice | Sequence[Choice]
    data: Choice
    epochs: int
    batch_size: int
    seed: int
    compile: Compile
    precision: Precision


def recipe(**choices: Unpack[Choices]) -> Recipe:
    """Make a recipe; what isn't chosen gets its default.

    Raises:
        KerasBlocksError: A name, a parameter or a value is wrong.
    """
    return Recipe.from_choices(choices)


def build(**choices: Unpack[Choices]) -> "keras.Model":
    """Build a compiled, untrained Keras model.

    Raises:
        KerasBlocksError: The recipe is wrong, or its data can't be found.
    """
    return _build(recipe(**choices))


def train(
    logdir: str | Path = "logs", *, devices: Devices = "one", **choices: Unpack[Choices]
) -> TrainedRun:
    """Train a model and record the run in a folder under `logdir`.

    Args:
        logdir: The folder for runs.
        devices: "all" trains on all GPUs, each on its part of every batch.
        **choices: The recipe.

    Returns:
        The run with its history, scores, folder and model.

    Raises:
        KerasBlocksError: The recipe is wrong, its data can't be found, the log directory can't be
            written or the training can't go on.
    """
    return _train(recipe(**choices), Path(logdir), devices=devices)


def resume(folder: str | Path, *, force: bool = False) -> TrainedRun:
    """Go on with a run that was interrupted or killed, as if it had never stopped.

    Args:
        folder: The run's folder.
        force: Go on even where the recipe or a version has changed since.

    Returns:
        The run, as `train` does.

    Raises:
        KerasBlocksError: The folder holds no run, something has changed since it was begun, or
            as `train` raises.
    """
    return _resume(Path(folder), force=force)
