"""The graph of a functional or sequential model: what computes, and what flows where."""

from typing import Any, NamedTuple

from kb_observe.layers import named_layers
from kb_observe.networks._network import Shape


class Node(NamedTuple):
    """One call of a layer or operation.

    Attributes:
        name: Unique in the graph: the layer's path, with a number from the second call on.
        path: The layer's path, or the operation's name.
        operation: The layer or operation itself.
        inputs: Names of the nodes whose outputs it takes.
        input_shapes: Shapes of what it takes.
        output_shapes: Shapes of what it gives.
    """

    name: str
    path: str
    operation: Any
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]


class Graph(NamedTuple):
    """The calls of a model, each after those it depends on.

    Attributes:
        nodes: The calls by name. Models within the model are seen through.
        outputs: Names of those whose outputs are the model's.
    """

    nodes: dict[str, Node]
    outputs: tuple[str, ...]


def graph_of(model: Any) -> Graph | None:
    """Return a model's graph, or None if it has none.

    A subclassed model has none: it decides anew at every call which layers it uses. A sequential
    one has none before it knows its input.
    """
    network = functional(model)
    if network is None:
        return None
    names = {id(layer): path for path, layer in named_layers(model)}
    nodes: dict[str, Node] = {}
    makers = _collect(network, names, nodes, {}, "")
    outputs = [name for tensor in network.outputs for name in makers[id(tensor)]]
    return Graph(nodes, tuple(dict.fromkeys(outputs)))


def functional(layer: Any) -> Any:
    """Return the network of operations inside a model, or None if there isn't any."""
    import keras

    if isinstance(layer, keras.Sequential):
        layer = getattr(layer, "_functional", None)
    return layer if hasattr(layer, "_nodes_by_depth") else None


def _collect(
    network: Any,
    names: dict[int, str],
    nodes: dict[str, Node],
    given: dict[int, list[str]],
    inside: str,
) -> dict[int, list[str]]:
    """Add a network's nodes; return the names of the nodes that make each of its tensors."""
    makers = dict(given)
    for depth in sorted(network._nodes_by_depth, reverse=True):  # noqa: SLF001 - no public way
        for node in network._nodes_by_depth[depth]:  # noqa: SLF001 - no public way
            inputs = [maker for tensor in node.input_tensors for maker in makers[id(tensor)]]
            operation = node.operation
            own_name: str = operation.name
            path = names.get(id(operation), inside + own_name)
            if node.is_input and id(node.output_tensors[0]) in makers:
                continue  # the input of a model within a model is what flows into it
            inner = functional(operation)
            if inner is not None:
                entries = zip(inner.inputs, node.input_tensors, strict=True)
                outer = {id(entry): makers[id(tensor)] for entry, tensor in entries}
                made = _collect(inner, names, nodes, outer, f"{path}/")
                outputs = [made[id(tensor)] for tensor in inner.outputs]
            else:
                name = free(path, nodes)
                taken, given_out = _shapes(node.input_tensors), _shapes(node.output_tensors)
                nodes[name] = Node(name, path, operation, tuple(inputs), taken, given_out)
                outputs = [[name]] * len(node.output_tensors)
            for tensor, maker in zip(node.output_tensors, outputs, strict=True):
                makers[id(tensor)] = maker
    return makers


def free(path: str, taken: dict[str, Node]) -> str:
    """Return a name for another call of a layer."""
    name, number = path, 0
    while name in taken:
        number += 1
        name = f"{path}_{number}"
    return name


def _shapes(tensors: list[Any]) -> tuple[Shape, ...]:
    return tuple(tuple(tensor.shape) for tensor in tensors)
