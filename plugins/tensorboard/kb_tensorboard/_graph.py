"""The network as a diagram of its layers."""

import keras
from kb_observe.networks import Node, graph_of
from tensorboard.compat.proto import graph_pb2, node_def_pb2, versions_pb2


def layer_graph(model: keras.Model) -> bytes | None:
    """Draws the layers of a functional or sequential model and what flows between them.

    The layers of a model within a model are drawn inside it.

    Returns:
        A serialized `GraphDef`, or None if the model has no graph: a subclassed model decides
        anew at every call which layers it uses.
    """
    found = graph_of(model)
    if found is None:
        return None
    nodes = map(_drawn, found.nodes.values())
    graph = graph_pb2.GraphDef(node=nodes, versions=versions_pb2.VersionDef(producer=22))
    content: bytes = graph.SerializeToString()
    return content


def _drawn(node: Node) -> node_def_pb2.NodeDef:
    kind = type(node.operation).__name__
    drawn = node_def_pb2.NodeDef(name=node.name, op=kind, input=node.inputs)
    drawn.attr["output shape"].s = ", ".join(map(str, node.output_shapes)).encode()
    if isinstance(node.operation, keras.layers.Layer):
        built = node.operation.built
        drawn.attr["parameters"].i = node.operation.count_params() if built else 0
    return drawn
