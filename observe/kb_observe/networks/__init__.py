"""A description of any Keras model, as plain data that rules and reports reason about.

Importing this imports neither Keras nor TensorFlow nor NumPy; `describe` does.
"""

from kb_observe.networks._describe import describe
from kb_observe.networks._graph import Graph, Node, graph_of
from kb_observe.networks._network import (
    Initializer,
    Layer,
    Loss,
    Network,
    Optimizer,
    Part,
    Plain,
    Role,
    Shape,
    Weight,
)
from kb_observe.networks._roles import role
from kb_observe.networks._training import has_own_train_step, losses_of, metrics_of

__all__ = [
    "Graph",
    "Initializer",
    "Layer",
    "Loss",
    "Network",
    "Node",
    "Optimizer",
    "Part",
    "Plain",
    "Role",
    "Shape",
    "Weight",
    "describe",
    "graph_of",
    "has_own_train_step",
    "losses_of",
    "metrics_of",
    "role",
]
