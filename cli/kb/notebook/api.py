"""What notebooks import: recipes as keyword arguments."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from kb_engine import (
    Choice,
    Compile,
    Devices,
    Explanation,
    Precision,
    Recipe,
    TrainedRun,
    by_option,
    explain_run,
    read_choices,
)
from kb_engine import build as _build
from kb_engine import resume as _resume
from kb_engine import train as _train
from kb_registry import diagnose, installed_registry

from kb.options.watch import WatchChoice, watching_of

if TYPE_CHECKING:
    import keras
    from kb_engine.diagnosis.probing import ProbeReport


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


def recipe(file: str | Path | None = None, **choices: Unpack[Choices]) -> Recipe:
    """Make a recipe; what isn't chosen gets its default.

    Args:
        file: A TOML file with a recipe.
        **choices: Fields, which replace those of the file.

    Raises:
        KerasBlocksError: A name, a parameter or a value is wrong.
    """
    written = {} if file is None else by_option(read_choices(Path(file)), installed_registry())
    return Recipe.from_choices({**written, **by_option(choices, installed_registry())})


_recipe = recipe  # where an argument has the name


def build(recipe: str | Path | None = None, **choices: Unpack[Choices]) -> "keras.Model":
    """Build a compiled, untrained Keras model.

    Args:
        recipe: A TOML file with a recipe.
        **choices: Fields, which replace those of the file.

    Raises:
        KerasBlocksError: The recipe is wrong, or its data can't be found.
    """
    return _build(_recipe(recipe, **choices))


def probe(  # noqa: PLR0913 - what is planned is as much part of a network as its layers
    model: "keras.Model",
    x: Any,
    y: Any,
    *,
    epochs: int | None = None,
    batch_size: int | None = None,
    seeds: int = 3,
) -> "ProbeReport":
    """Say whether any compiled Keras model will learn, from fresh weights and a few steps.

    All of it happens to copies: nothing about the model is changed.

    Args:
        model: A compiled model: functional, sequential, or subclassed with a configuration.
        x: Samples, in the structure that the model takes.
        y: Targets, in the structure that the loss takes.
        epochs: Passes over the samples that are planned.
        batch_size: Samples per step that are planned; 32, if left out.
        seeds: How many times weights are drawn.

    Returns:
        The verdict, where it begins, why, what mends it, and figures of each layer.

    Raises:
        KerasBlocksError: The model isn't compiled or can't be copied, or there are no samples.
    """
    from kb_engine.diagnosis import check
    from kb_engine.diagnosis.probing import probe as probe_model

    found = check(model, x, y, epochs=epochs, batch_size=batch_size).findings
    fixes = [each.fix for each in found if each.fix is not None]
    return probe_model(model, x, y, epochs=epochs, batch_size=batch_size, seeds=seeds, fixes=fixes)


def train(
    logdir: str | Path = "logs",
    *,
    devices: Devices = "one",
    watch: WatchChoice = "tell",
    recipe: str | Path | None = None,
    **choices: Unpack[Choices],
) -> TrainedRun:
    """Train a model and record the run in a folder under `logdir`.

    Args:
        logdir: The folder for runs.
        devices: "all" trains on all GPUs, each on its part of every batch.
        watch: "tell" says on standard error what goes wrong, "stop" also ends a training that
            learns nothing or diverges, and "off" doesn't watch.
        recipe: A TOML file with a recipe.
        **choices: Fields, which replace those of the file.

    Returns:
        The run with its history, scores, folder and model.

    Raises:
        KerasBlocksError: The recipe is wrong, its data can't be found, the log directory can't be
            written or the training can't continue.
    """
    watching = watching_of(watch)
    return _train(_recipe(recipe, **choices), Path(logdir), devices=devices, watching=watching)


def resume(folder: str | Path, *, force: bool = False) -> TrainedRun:
    """Resume a run that was interrupted or killed, as if it had never stopped.

    Args:
        folder: The run's folder.
        force: Resume even if the recipe or a version has changed since.

    Returns:
        The run, as `train` does.

    Raises:
        KerasBlocksError: The folder holds no run, something has changed since it was begun, or
            as `train` raises.
    """
    return _resume(Path(folder), force=force)


def why(folder: str | Path, *, probing: bool = True) -> Explanation:
    """Explain why a run failed or learned little, without training it.

    Args:
        folder: The run's folder.
        probing: Whether to probe the network if the run isn't healthy.

    Returns:
        The verdict with its evidence, and what mends it.

    Raises:
        KerasBlocksError: There is no run in the folder, or its recipe can't be built any more.
    """
    return explain_run(Path(folder), probing=probing)


def show(reference: str, kind: str | None = None) -> None:
    """Print all about a component, as `kb show` does.

    Args:
        reference: Its name, or its name and arguments: `leaky_relu:0.3`.
        kind: Its kind, if several kinds have the name.

    Raises:
        KerasBlocksError: Nothing has the name, or the arguments don't suit it.
    """
    from kb.commands.show import show as command

    command(reference, kind)


def components(kind: str | None = None, trait: str | None = None) -> None:
    """Print what is installed, as `kb list` does.

    Args:
        kind: Only this kind: `activation`, `act`.
        trait: Only components with this trait.

    Raises:
        UnknownNameError: There is no such kind or trait.
    """
    from kb.commands.list import list_components

    list_components(kind, trait)


def doctor() -> None:
    """Print what is wrong with installed plugins, as `kb doctor` does."""
    from kb.commands.doctor import print_problems

    print_problems(diagnose(installed_registry()))
