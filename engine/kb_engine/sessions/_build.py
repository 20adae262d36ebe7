"""Build a recipe's model, and leave a run to look at."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from kb_registry import (
    Callback,
    Component,
    Dataset,
    ListComponents,
    RunContext,
    SetOption,
    Splits,
    seeded,
)

from kb_engine.models._assembly import assemble
from kb_engine.recipes._recipe import Recipe, RecipeError
from kb_engine.runs._result import Result
from kb_engine.runs._run import Run
from kb_engine.sessions._inspection import Inspector, inspect

if TYPE_CHECKING:
    import keras


def build(recipe: Recipe) -> "keras.Model":
    """Build the recipe's compiled, untrained model.

    Raises:
        KerasBlocksError: The recipe can't be built, or its data can't be found.
    """
    return assemble(recipe, dataset(recipe).spec())


@frozen(eq=False)
class BuiltRun:
    """A model that was built and not trained.

    Attributes:
        run: The recipe and the folder with everything that was written.
        model: The compiled model.
        places: The components that stand in the model, by the place they serve:
            `hidden_1_act`, `hidden_1/kernel`.
    """

    run: Run
    model: "keras.Model"
    places: Mapping[str, Sequence[Component]]


def build_run(recipe: Recipe, logdir: Path, inspector: Inspector | None = None) -> BuiltRun:
    """Build the recipe's model and write a run folder with it and its initial histograms.

    Args:
        recipe: What to build.
        logdir: The folder in which the run's folder is made.
        inspector: Is told what rules find; the data isn't loaded, so those about it find nothing.

    Raises:
        LogdirError: The folder can't be written.
        FailedRunError: The disk is full.
        KerasBlocksError: As `build` raises.
    """
    import keras

    blocks = recipe.blocks()
    model = assemble(recipe, dataset(recipe).spec(), blocks)
    inspect(inspector, recipe, model)
    run = Run.create(recipe, logdir)
    watching = callbacks(run, None, run.write_environment())
    observers = keras.callbacks.CallbackList(watching, model=model)
    observers.on_train_begin()  # a run of no steps: what looks at weights sees the first ones
    observers.on_train_end()
    run.save(model)
    result = Result("built", model.count_params(), 0.0, {}, {}, {}, {})
    run.record(result)
    return BuiltRun(run, model, blocks.places)


def dataset(recipe: Recipe) -> Dataset:
    """The recipe's dataset.

    Raises:
        RecipeError: It has none.
    """
    chosen = recipe.get(Dataset)
    if chosen is None:
        raise RecipeError(
            "A model needs data.",
            hint="Choose a dataset.",
            suggestions=[SetOption("data", "digits"), ListComponents("dataset")],
        )
    return chosen


def callbacks(
    run: Run, data: Splits | None, environment: dict[str, str]
) -> "list[keras.callbacks.Callback]":
    """Build the recipe's callbacks for a run."""
    context = RunContext(
        folder=run.folder,
        recipe=run.recipe.texts(),
        choices=run.recipe.to_choices(),
        environment=environment,
        data=data,
        siblings=run.siblings,
    )
    seed, entry_of = run.recipe.training.seed, run.recipe.registry.entry_of
    chosen = run.recipe.all(Callback)
    return [seeded(each, seed, entry_of(type(each)).name).build(context) for each in chosen]
