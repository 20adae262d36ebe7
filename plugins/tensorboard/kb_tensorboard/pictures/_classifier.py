"""Whether a model tells classes apart; targets of zeros and ones alone don't say so."""

from collections.abc import Sequence
from typing import Any

from kb_observe.networks import graph_of, losses_of, metrics_of

_OF_CLASSES = ("crossentropy", "hinge", "accuracy", "acc", "auc", "precision", "recall", "f1")
"""What is in the names of losses and metrics that only make sense for classes."""

_OF_PROBABILITIES = {"softmax", "log_softmax", "sigmoid", "hard_sigmoid", "sparsemax"}


def is_classifier(model: Any, classes: Sequence[str]) -> bool | None:
    """Tells whether a model is a classifier, or None if it could be one.

    Args:
        model: The model, which needn't be compiled.
        classes: Names of classes that were given for it.
    """
    parts = [*losses_of(model), *metrics_of(model)]
    if classes or any(word in part.name for part in parts for word in _OF_CLASSES):
        return True
    graph = graph_of(model)
    if graph is None:  # a subclassed model: its outputs will tell
        return None
    last = (graph.nodes[name].operation for name in graph.outputs)
    return any(_applies(operation) in _OF_PROBABILITIES for operation in last)


def _applies(operation: Any) -> str:
    """The name of the function that a layer or operation applies last."""
    function = getattr(operation, "activation", None) or operation
    name = getattr(function, "__name__", type(function).__name__)
    return str(name).lower().replace("logsoftmax", "log_softmax")
