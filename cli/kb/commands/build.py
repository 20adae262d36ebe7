"""`kb build`: assemble a model and look at it."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_engine import Recipe
from kb_registry import Component, LayerBlock, to_text
from rich.table import Table

from kb.options.recipe import Logdir, takes_recipe
from kb.render.console import out, print_rows
from kb.render.form import Quiet
from kb.render.suggestions import command
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    from kb_engine import BuiltRun


WIDE, USUAL = 90, 72
"""How wide a terminal must be to show distributions, too, and how many weights train."""


@takes_recipe
def build(recipe: Recipe, logdir: Logdir = Path("logs"), *, quiet: Quiet = False) -> None:
    """Build a recipe's model, print it and write it for TensorBoard."""
    start_tensorflow()
    from kb_engine import build_run

    from kb.render.findings import print_briefly

    built = build_run(recipe, logdir, None if quiet else print_briefly)
    if quiet:
        out.print(built.run.folder, soft_wrap=True)
        return
    print_rows(_layers(built, width=out.width if out.is_terminal else WIDE))
    trainable = sum(_numbers(weight) for weight in built.model.trainable_weights)
    fixed = built.model.count_params() - trainable
    out.print(f"\n{trainable:,} trainable parameters, {fixed:,} others.")
    board = command("tensorboard", "--logdir", logdir)
    out.print(f"Written to {built.run.folder}\n\n    {board}", soft_wrap=True)


def _layers(built: "BuiltRun", *, width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("layer", no_wrap=True)
    table.add_column("component", overflow="fold", min_width=16)
    if width >= WIDE:
        table.add_column("distribution", no_wrap=True)
    table.add_column("output shape", no_wrap=True)
    table.add_column("parameters", justify="right", no_wrap=True)
    if width >= USUAL:
        table.add_column("trainable", justify="right", no_wrap=True)
    for layer in built.model.layers:
        placed = [
            part
            for place, parts in built.places.items()
            for part in parts
            if place == layer.name or place.startswith(f"{layer.name}/")
        ]
        trainable = sum(_numbers(weight) for weight in layer.trainable_weights)
        owners = dict.fromkeys(_owner(part, built.run.recipe) for part in placed) or ["keras"]
        table.add_row(
            layer.name,
            _components(layer, placed, built.run.recipe),
            *([", ".join(owners)] if width >= WIDE else []),
            _shape(layer.output.shape),
            f"{layer.count_params():,}",
            *([f"{trainable:,}"] if width >= USUAL else []),
        )
    return table


def _components(layer: Any, placed: Sequence[Component], recipe: Recipe) -> str:
    names = [to_text(part, recipe.registry) for part in placed]
    if any(isinstance(part, LayerBlock) for part in placed):
        return ", ".join(names)
    inside = getattr(layer, "layer", layer)  # what a wrapper is around
    return ", ".join([type(inside).__name__, *names])


def _owner(component: Component, recipe: Recipe) -> str:
    return recipe.registry.entry_of(type(component)).distribution


def _shape(shape: Sequence[int | None]) -> str:
    return " x ".join("batch" if size is None else str(size) for size in shape)


def _numbers(weight: Any) -> int:
    return math.prod(weight.shape)
