"""Changes that usually mend a network."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import keras
import numpy as np
from kb_observe.networks import describe
from kb_observe.rules import Change, Design, Fix

from kb_engine.diagnosis.probing._report import Verdict

_FOR_RATE = frozenset({"diverging", "not learning"})
"""Verdicts that most often come from the rate or from the scale of the data."""


def together(fixes: Sequence[Fix]) -> Fix:
    """One fix of several, without those that contradict one before them."""
    taken: list[Fix] = []
    changed: dict[tuple[str, str], Any] = {}
    for fix in fixes:
        places: dict[tuple[str, str], Any] = {
            (each.what, layer): each.value for each in fix.changes for layer in each.layers or ("",)
        }
        if all(changed.get(place, value) == value for place, value in places.items()):
            taken.append(fix)
            changed |= places
    says = " ".join(dict.fromkeys(fix.says for fix in taken))
    return Fix(says, tuple(dict.fromkeys(change for fix in taken for change in fix.changes)))


def alike(fixes: Iterable[Fix]) -> list[Fix]:
    """One fix for all that say the same of different layers, or that change the same."""
    said: dict[str, list[Fix]] = {}
    for fix in fixes:
        said.setdefault(fix.says, []).append(fix)
    joined = (together(same) for same in said.values())
    return list({fix.changes: fix for fix in reversed(list(joined))}.values())[::-1]


def usual(model: keras.Model, y: Any, verdict: Verdict) -> Iterator[Fix]:
    """Changes that usually mend a verdict, the likeliest first.

    Args:
        model: A compiled model.
        y: Targets.
        verdict: What is wrong.
    """
    design = Design(describe(model))
    layers, rates, data = list(_layers(design)), list(_rates(design, verdict)), list(_data(y))
    if verdict in _FOR_RATE:
        yield from (*rates, *data, *layers)
    else:
        yield from (*layers, *data, *rates)


def _layers(design: Design) -> Iterator[Fix]:
    weighted = [stage for stage in design.hidden if stage.layer.role in {"dense", "convolution"}]
    if not weighted:
        return
    hidden = tuple(stage.path for stage in weighted)
    biased = tuple(stage.path for stage in weighted if stage.bias_mean or stage.bias_std)
    if biased:
        biases = Change("bias_initializer", "zeros", biased)
        yield Fix("Let biases start from zeros.", (biases,))
    rectified = {stage.activation for stage in weighted} <= {"relu", "leaky_relu", "prelu", "elu"}
    he = Change("initializer", "he_normal", hidden)
    lecun = Change("initializer", "lecun_normal", hidden)
    if rectified:
        yield Fix("Use he_normal.", (he,))
    else:
        yield Fix("Use relu with he_normal.", (Change("activation", "relu", hidden), he))
    yield Fix("Use selu with lecun_normal.", (Change("activation", "selu", hidden), lecun))
    norm = Change("normalization", "batch_norm", hidden)
    yield Fix("Put batch_norm after each layer.", (norm,))


def _data(y: Any) -> Iterator[Fix]:
    inputs = Change("inputs", "standardize")
    yield Fix("Standardize the inputs.", (inputs,))
    parts = [np.asarray(part) for part in keras.tree.flatten(y)]
    if all(part.dtype.kind == "f" and not np.array_equal(part, np.rint(part)) for part in parts):
        yield Fix("Standardize inputs and targets.", (inputs, Change("targets", "standardize")))


def _rates(design: Design, verdict: Verdict) -> Iterator[Fix]:
    optimizer = design.optimizer
    if optimizer is None or not optimizer.learning_rate:
        return
    rate = optimizer.learning_rate
    for factor in (0.1, 0.01) if verdict == "diverging" else (10.0, 100.0, 1000.0):
        near = float(f"{rate * factor:.1g}")
        yield Fix(f"Use a learning rate of {near:g}.", (Change("learning_rate", near),))
    if optimizer.name != "adam" or not 1e-4 <= rate <= 1e-2:  # noqa: PLR2004 - where adam learns
        changes = Change("optimizer", "adam"), Change("learning_rate", 0.001)
        yield Fix("Use adam with a rate of 0.001.", changes)
