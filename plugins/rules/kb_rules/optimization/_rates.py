"""Learning rates that are usual for an optimizer."""

from collections.abc import Mapping

from kb_observe.data import Data
from kb_observe.networks import Optimizer
from kb_observe.rules import Design

from kb_rules._families import REGRESSION

USUAL: Mapping[str, tuple[float, float]] = {
    "sgd": (1e-4, 0.3),
    "rmsprop": (1e-5, 0.01),
    "adam": (1e-5, 0.01),
    "adamw": (1e-5, 0.01),
    "nadam": (1e-5, 0.01),
    "adamax": (1e-5, 0.02),
    "lion": (1e-6, 0.003),
    "lamb": (1e-5, 0.03),
    "adagrad": (1e-3, 1.0),
    "adadelta": (0.02, 10.0),
    "ftrl": (1e-3, 1.0),
    "adafactor": (1e-5, 0.1),
    "muon": (1e-5, 0.1),
}
"""Lowest and highest usual rate; SGD's is divided by 1 - momentum first."""

SAFE = 0.3
"""Share of the largest stable rate that is suggested."""


def effective(optimizer: Optimizer) -> float:
    """The rate, enlarged by what momentum adds up to."""
    rate = optimizer.learning_rate or 0.0
    momentum = setting(optimizer, "momentum") if optimizer.name == "sgd" else 0.0
    return rate / (1 - momentum) if 0 <= momentum < 1 else rate


def stable(design: Design, data: Data | None) -> float | None:
    """The rate above which SGD can't be stable on a squared error, for inputs as large as these.

    None if nothing speaks against any rate: another optimizer, another loss, or a norm.
    """
    optimizer = design.optimizer
    if optimizer is None or optimizer.name != "sgd" or data is None or len(data.inputs) != 1:
        return None
    if not {loss.name for loss in design.losses} & REGRESSION:
        return None
    normed = any(layer.role == "normalization" for layer in design.layers)
    squared = data.inputs[0].squared_norm
    return None if normed or not squared > 0 else 1 / squared


def setting(optimizer: Optimizer, name: str) -> float:
    """A numeric setting of an optimizer; 0 if it has none."""
    value = optimizer.parameters.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def scheduled(optimizer: Optimizer) -> bool:
    """Whether the rate changes from step to step by a schedule, which may warm up from 0."""
    return isinstance(optimizer.parameters.get("learning_rate"), Mapping)
