"""Whether a run is worth compiling, and how."""

from typing import Any, Literal, TypeAlias

import keras
import tensorflow as tf
from attrs import frozen
from kb_observe.layers import walk

Choice: TypeAlias = Literal["graph", "xla", "eager"]

PAYBACK_STEPS = 3000
"""Steps after which XLA has repaid its compilation.

Both the time to compile and the time saved per step grow with the number of operations, so
their ratio changes less than either from model to model and from machine to machine. Small
networks paid after 500 to 4,000 steps; one of fifty layers needs more against the graph, but
at this many is no slower than Keras' own `fit` would be.
"""

ASKED_FOR = "asked for"

_DRAWING = ("Random", "Multinomial", "TruncatedNormal")
"""What is in the names of TensorFlow's operations that draw random numbers."""


@frozen
class Compilation:
    """How a run's steps are executed, and why; kept in the run's record."""

    choice: Choice
    reason: str

    @property
    def asked_for(self) -> bool:
        """Whether it was asked for rather than decided."""
        return self.reason == ASKED_FOR


def choose(asked: str | None, model: keras.Model, steps: int) -> Compilation:
    """Decide how to run a model's steps, before any is traced.

    The decision rests on the model, the device and the length of the whole run, never on
    measured time or on the epoch a run resumes from: the same run always decides the same.

    Args:
        asked: "auto", "graph", "xla" or "eager"; `None` to follow the model's `compile`.
        model: The compiled model.
        steps: Steps in the whole run, epochs times batches.

    Raises:
        ValueError: If `asked` is something else.
    """
    match asked:
        case "graph" | "xla" | "eager":
            return Compilation(asked, ASKED_FOR)
        case "auto" | None:
            return _choose(model, steps, follow=asked is None)
        case _:
            raise ValueError(f"compilation must be auto, graph, xla or eager, got {asked!r}")


def _choose(model: keras.Model, steps: int, *, follow: bool) -> Compilation:
    """Decide by the number of steps, or follow what `compile` was told."""
    if model.run_eagerly:
        return Compilation("eager", "the model was compiled with run_eagerly=True")
    if not all(layer.supports_jit for layer in walk(model)):
        return Compilation("graph", "the model has a layer that XLA can't compile")
    if follow and model.jit_compile:
        return Compilation("xla", "the model was compiled with jit_compile=True")
    if steps < PAYBACK_STEPS:
        cost = f"which takes about {PAYBACK_STEPS:,}"
        return Compilation("graph", f"{steps} steps are too few to repay XLA's compilation, {cost}")
    if follow:
        return Compilation("graph", "the model wasn't compiled with jit_compile=True")
    return Compilation("xla", f"{steps} steps repay XLA's compilation")


def on_cpu() -> bool:
    """Tell whether TensorFlow has no faster device than the CPU."""
    return not tf.config.list_logical_devices("GPU")  # of those that the process may use


def draws_random_numbers(function: Any) -> bool:
    """Tell whether a concrete function contains an operation that draws random numbers."""
    definition = function.graph.as_graph_def()
    nodes = [*definition.node]
    for inner in definition.library.function:
        nodes += inner.node_def
    return any(word in node.op for node in nodes for word in _DRAWING)
