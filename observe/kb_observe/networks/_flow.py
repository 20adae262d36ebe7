"""The graph of a model that draws none: what flows where in one traced call."""

from typing import Any

import keras
import tensorflow as tf

from kb_observe.layers import children
from kb_observe.networks._graph import Graph, Node, free
from kb_observe.networks._network import Shape
from kb_observe.passes import Tap, first_samples, tapped, taps


def traced_graph(model: keras.Model, x: Any) -> Graph:
    """Trace a model's call and follow the tensors back from each layer to those before it.

    A layer that calls others is seen through, as a model within a model is.

    Args:
        model: A built model.
        x: Inputs in the structure the model takes.

    Raises:
        Exception: Whatever the model raises when it is called.
    """
    found: list[Graph] = []

    def trace(batch: Any) -> None:
        flow = _Flow()
        with keras.StatelessScope(), tapped(taps(model), flow.hear):
            outputs = model(batch, training=False)
        found.append(flow.graph(outputs))

    tf.function(trace, autograph=False).get_concrete_function(first_samples(x))
    return found[0]


class _Flow:
    """Calls of layers, and the tensors that each of them made."""

    def __init__(self) -> None:
        self._calls: list[tuple[str, Tap, list[Any], Any]] = []
        self._names: dict[str, Node] = {}
        self._makers: dict[str, str] = {}

    def hear(self, tap: Tap, arguments: list[Any], outputs: Any) -> Any:
        """Note a call; what comes out is marked, as it may be what went in."""
        inner = f"{tap.path}/"
        if children(tap.layer) and any(name.startswith(inner) for name in self._names):
            return outputs  # what made it is known more closely
        marked = keras.tree.map_structure(_mark, outputs)
        name = free(tap.path, self._names)
        taken, given = _shapes(arguments), _shapes(marked)
        self._names[name] = Node(name, tap.path, tap.layer, (), taken, given)
        self._calls.append((name, tap, arguments, marked))
        self._makers.update((tensor.name, name) for tensor in _tensors(marked))
        return marked

    def graph(self, outputs: Any) -> Graph:
        """Connect the calls, each with those whose outputs reach it without another between."""
        sources = self._sources()

        def before(nest: Any) -> tuple[str, ...]:
            names = [name for tensor in _tensors(nest) for name in sources.get(tensor.name, ())]
            return tuple(dict.fromkeys(names))

        nodes = {
            name: self._names[name]._replace(inputs=before(arguments))
            for name, _, arguments, _ in self._calls
        }
        return Graph(nodes, before(outputs))

    def _sources(self) -> dict[str, tuple[str, ...]]:
        """By the name of a tensor, the calls that it was made from."""
        sources: dict[str, tuple[str, ...]] = {}
        graph = tf.compat.v1.get_default_graph()
        for operation in graph.get_operations():  # each comes after those it depends on
            passed_on = dict.fromkeys(
                name for tensor in operation.inputs for name in sources.get(tensor.name, ())
            )
            for tensor in operation.outputs:
                maker = self._makers.get(tensor.name)
                sources[tensor.name] = tuple(passed_on) if maker is None else (maker,)
        return sources


def _mark(value: Any) -> Any:
    return tf.identity(value) if tf.is_tensor(value) else value


def _tensors(nest: Any) -> list[Any]:
    graph = tf.compat.v1.get_default_graph()
    flat = keras.tree.flatten(nest)
    return [one for one in flat if getattr(one, "graph", None) is graph]


def _shapes(nest: Any) -> tuple[Shape, ...]:
    """Shapes with an open batch: how many samples were traced says nothing about the model."""
    return tuple((None, *tensor.shape[1:]) for tensor in _tensors(nest) if tensor.shape.rank)
