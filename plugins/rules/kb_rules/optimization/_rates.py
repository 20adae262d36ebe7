"""Learning rates that are usual for an optimizer."""

from collections.abc import Mapping

from kb_observe.networks import Optimizer

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


def effective(optimizer: Optimizer) -> float:
    """The rate, enlarged by what momentum adds up to."""
    rate = optimizer.learning_rate or 0.0
    momentum = setting(optimizer, "momentum") if optimizer.name == "sgd" else 0.0
    return rate / (1 - momentum) if 0 <= momentum < 1 else rate


def setting(optimizer: Optimizer, name: str) -> float:
    """A numeric setting of an optimizer; 0 if it has none."""
    value = optimizer.parameters.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
