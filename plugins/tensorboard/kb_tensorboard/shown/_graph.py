"""The network as a diagram of its layers."""

from collections import defaultdict
from typing import Any

import keras
from kb_observe.layers import named_layers
from tensorboard.compat.proto import graph_pb2, node_def_pb2, versions_pb2


def layer_graph(model: keras.Model) -> bytes | None:
    """Draws the layers of a functional or sequential model and what flows between them.

    The layers of a model within a model are drawn inside it.

    Returns:
        A serialized `GraphDef`, or None if the model has no graph: a subclassed model decides
        anew at every call which layers it uses.
    """
    network = _functional(model)
    if network is None:
        return None
    names = {id(layer): path for path, layer in named_layers(model)}
    nodes: dict[str, Any] = {}
    _draw(network, names, nodes, {})
    graph = graph_pb2.GraphDef(node=nodes.values(), versions=versions_pb2.VersionDef(producer=22))
    content: bytes = graph.SerializeToString()
    return content


def _draw(
    network: Any, names: dict[int, str], nodes: dict[str, Any], given: dict[int, list[str]]
) -> dict[int, list[str]]:
    """Adds a network's nodes; returns the names of the nodes that make each of its tensors."""
    makers = dict(given)
    uses: dict[int, int] = defaultdict(int)
    for depth in sorted(network._nodes_by_depth, reverse=True):  # noqa: SLF001 - no public way
        for node in network._nodes_by_depth[depth]:  # noqa: SLF001 - no public way
            inputs = [maker for tensor in node.input_tensors for maker in makers[id(tensor)]]
            operation = node.operation
            own_name: str = operation.name
            name = names.get(id(operation), own_name)
            if node.is_input and id(node.output_tensors[0]) in makers:
                continue  # the input of a model within a model is what flows into it
            inner = _functional(operation)
            if inner is not None:
                entries = zip(inner.inputs, node.input_tensors, strict=True)
                outer = {id(entry): makers[id(tensor)] for entry, tensor in entries}
                made = _draw(inner, names, nodes, outer)
                outputs = [made[id(tensor)] for tensor in inner.outputs]
            else:
                uses[id(operation)] += 1
                again = uses[id(operation)]
                name = name if again == 1 else f"{name}_{again - 1}"
                nodes[name] = _node(name, operation, inputs, node.output_tensors)
                outputs = [[name]] * len(node.output_tensors)
            for tensor, maker in zip(node.output_tensors, outputs, strict=True):
                makers[id(tensor)] = maker
    return makers


def _node(name: str, operation: Any, inputs: list[str], outputs: list[Any]) -> Any:
    node = node_def_pb2.NodeDef(name=name, op=type(operation).__name__, input=inputs)
    shapes = ", ".join(str(tuple(tensor.shape)) for tensor in outputs)
    node.attr["output shape"].s = shapes.encode()
    if isinstance(operation, keras.layers.Layer):
        node.attr["parameters"].i = operation.count_params() if operation.built else 0
    return node


def _functional(layer: Any) -> Any:
    """The network of operations inside a model, or None if there isn't any."""
    if isinstance(layer, keras.Sequential):
        layer = getattr(layer, "_functional", None)
    return layer if hasattr(layer, "_nodes_by_depth") else None
