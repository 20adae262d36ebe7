"""Whether a run is worth compiling, and how."""

from typing import Any, Literal, TypeAlias

import keras
import tensorflow as tf
from attrs import frozen

Choice: TypeAlias = Literal["graph", "xla", "eager"]

PAYBACK_STEPS = 6000
"""Steps after which XLA has paid for its compilation.

Both the time to compile and the time saved per step grow with the number of operations, so
their ratio, unlike either, changes little from model to model and machine to machine.
"""


@frozen
class Compilation:
    """How a run's steps are executed, and why; kept in the run's record."""

    choice: Choice
    reason: str


def check(asked: str) -> None:
    """Raise a `ValueError` unless a compilation is one that can be asked for."""
    if asked not in ("auto", "graph", "xla", "eager"):
        raise ValueError(f"compilation must be auto, graph, xla or eager, got {asked!r}")


def eager(asked: str, model: keras.Model) -> Compilation | None:
    """Return the decision to run without tracing anything, where it was asked for."""
    if asked == "eager":
        return Compilation("eager", "asked for")
    if asked == "auto" and model.run_eagerly:
        return Compilation("eager", "the model was compiled with run_eagerly=True")
    return None


def choose(asked: str, model: keras.Model, step: Any, steps: int) -> Compilation:
    """Decide how to run a model's steps.

    The decision rests on the model, the device and the length of the whole run, never on
    measured time or on the epoch a run resumes from: the same run always decides the same.

    Args:
        asked: "auto", "graph" or "xla".
        model: The compiled model.
        step: Its step, traced.
        steps: Steps in the whole run, epochs times batches.
    """
    if asked == "graph":
        return Compilation("graph", "asked for")
    if asked == "xla":
        return Compilation("xla", "asked for")
    layers = model._flatten_layers()  # noqa: SLF001 Keras has no public walk over nested layers
    if not all(layer.supports_jit for layer in layers):
        return Compilation("graph", "the model has a layer that XLA can't compile")
    if steps < PAYBACK_STEPS:
        return Compilation(
            "graph", f"{steps} steps are too few to pay for XLA, which takes {PAYBACK_STEPS}"
        )
    if not tf.config.list_physical_devices("GPU") and draws_random_numbers(step):
        return Compilation("graph", "XLA draws random numbers slowly on a CPU")
    return Compilation("xla", f"{steps} steps pay for the compilation")


def draws_random_numbers(step: Any) -> bool:
    """Tell whether a traced step contains an operation that draws random numbers."""
    definition = step.graph.as_graph_def()
    nodes = [*definition.node]
    for function in definition.library.function:
        nodes += function.node_def
    return any("Random" in node.op or "Multinomial" in node.op for node in nodes)
