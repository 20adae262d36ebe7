"""The layers of a model, at any depth, and stable names for them and their weights."""

from kb_observe.layers._names import named_layers, named_weights, own_weights, snake_case
from kb_observe.layers._running import Running, beside_statistics, running_statistics
from kb_observe.layers._walk import children, walk
from kb_observe.layers._weights import optimizer_slots, snapshot

__all__ = [
    "Running",
    "beside_statistics",
    "children",
    "named_layers",
    "named_weights",
    "optimizer_slots",
    "own_weights",
    "running_statistics",
    "snake_case",
    "snapshot",
    "walk",
]
