"""The description of a whole model."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kb_observe.layers import named_layers
from kb_observe.networks._graph import Graph, Node, graph_of
from kb_observe.networks._layers import describe_layer, describe_operation
from kb_observe.networks._network import Layer, Network, Shape
from kb_observe.networks._training import (
    has_own_train_step,
    losses_of,
    metrics_of,
    optimizer_of,
)

if TYPE_CHECKING:
    import keras


def describe(model: "keras.Model", x: Any = None) -> Network:
    """Describe a Keras model of any sort: functional, sequential or subclassed.

    Nothing about the model is changed.

    Args:
        model: The model. It needn't be built or compiled; what isn't known then is left out.
        x: Inputs in the structure the model takes; the first samples are used. With
            them, a built subclassed model is traced once, which tells what flows where.

    Raises:
        Exception: Whatever a subclassed model raises when it is called with `x`.
    """
    graph = graph_of(model)
    if graph is None and x is not None and model.built:
        from kb_observe.networks._flow import traced_graph

        graph = traced_graph(model, x)
    layers = _layers(model, graph)
    return Network(
        name=model.name,
        layers=tuple(layers),
        outputs=None if graph is None else _paths(graph, graph.outputs),
        losses=losses_of(model),
        metrics=metrics_of(model),
        optimizer=optimizer_of(model),
        compiled=bool(getattr(model, "compiled", False)),
        own_train_step=has_own_train_step(model),
        parameters=sum(weight.size for layer in layers for weight in layer.weights),
    )


def _layers(model: Any, graph: Graph | None) -> list[Layer]:
    described: dict[str, Layer] = {}
    for name, layer in named_layers(model):
        # a wrapper and what it holds may share their name
        path = f"{name}/{layer.name}" if name in described else name
        above = path.rpartition("/")[0]
        described[path] = describe_layer(path, layer, above if above in described else None)
    return [*described.values()] if graph is None else _in_order(described, graph)


def _in_order(described: dict[str, Layer], graph: Graph) -> list[Layer]:
    """The layers as they compute, the operations between them, and what flows where."""
    calls: dict[str, list[Node]] = {}
    for node in graph.nodes.values():
        calls.setdefault(node.path, []).append(node)
    first: dict[str, int] = {}
    found = []
    for place, (path, nodes) in enumerate(calls.items()):
        for within in _ancestry(path):
            first.setdefault(within, place)
        if path not in described:
            inputs = len(nodes[0].input_shapes)
            found.append(describe_operation(path, nodes[0].operation, inputs))
    # the input of a model within the model is what flows into it
    found += [one for one in described.values() if one.role != "input" or one.path in calls]
    found.sort(key=lambda layer: _place(layer.path, first))
    return [_connected(layer, calls.get(layer.path, []), graph) for layer in found]


def _place(path: str, first: dict[str, int]) -> tuple[int, int]:
    """Where a layer comes: when it computes, or what holds it does; what holds others first."""
    known = (first[within] for within in _ancestry(path) if within in first)
    return next(known, len(first)), path.count("/")


def _ancestry(path: str) -> list[str]:
    """A path and those of what holds the layer, from the inside out."""
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _connected(layer: Layer, calls: list[Node], graph: Graph) -> Layer:
    if not calls:  # it holds others that do, or is never called
        return layer
    before = [name for node in calls for name in node.inputs]
    return evolve(
        layer,
        predecessors=_paths(graph, before),
        uses=len(calls),
        input_shapes=_joined(node.input_shapes for node in calls),
        output_shapes=_joined(node.output_shapes for node in calls),
    )


def _joined(shapes: Iterable[tuple[Shape, ...]]) -> tuple[Shape, ...]:
    return tuple(dict.fromkeys(shape for some in shapes for shape in some))


def _paths(graph: Graph, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(graph.nodes[name].path for name in names))
