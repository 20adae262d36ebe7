"""The variables of a model, layer by layer."""

from collections.abc import Sequence
from itertools import groupby
from math import prod
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from kb.render.tables import plain_table

if TYPE_CHECKING:
    from kb_engine.prediction import WeightFigures


def weight_table(weights: "Sequence[WeightFigures]") -> RenderableType:
    """Shape, whether it is trained, mean, deviation and norm of every variable."""
    table = plain_table("layer", "shape", "trainable", "mean", "deviation", "norm")
    for layer, inside in groupby(weights, key=lambda each: each.layer):
        table.add_row(Text(layer, style="bold"))
        for each in inside:
            table.add_row(
                f"  {each.name}",
                " x ".join(map(str, each.shape)) or "1",
                "yes" if each.trainable else "no",
                *map(_figure, (each.mean, each.std, each.norm)),
            )
    trainable = sum(prod(each.shape) for each in weights if each.trainable)
    fixed = sum(prod(each.shape) for each in weights) - trainable
    notes = [Text(f"\n{trainable:,} trainable parameters, {fixed:,} others.")]
    notes += [
        Text(f"{each.missing:,} values of {each.layer}/{each.name} are NaN or infinite.")
        for each in weights
        if each.missing
    ]
    return Group(table, *notes)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
