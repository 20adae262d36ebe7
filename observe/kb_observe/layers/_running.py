"""Layers that keep running statistics of the batches they saw."""

from typing import TYPE_CHECKING, Any, NamedTuple

from kb_observe.layers._names import named_layers, named_weights, own_weights

if TYPE_CHECKING:
    import keras


class Running(NamedTuple):
    """A layer with running statistics, and the tags of their variables."""

    layer: Any
    mean: str
    variance: str


def running_statistics(model: "keras.Model") -> dict[str, Running]:
    """Find every layer with a `moving_mean`, a `moving_variance` and a `momentum`, by its path."""
    of_weight = {id(weight): tag for tag, weight in named_weights(model)}
    found = {}
    for path, layer in named_layers(model):
        mean, variance = (
            of_weight.get(id(getattr(layer, name, None)))
            for name in ("moving_mean", "moving_variance")
        )
        if mean and variance and getattr(layer, "momentum", None) is not None:
            found[path] = Running(layer, mean, variance)
    return found


def beside_statistics(model: "keras.Model") -> set[str]:
    """Return the tags of running statistics, and of the weights that stand beside them in a layer.

    Whatever a layer keeps without training it is a statistic: this holds for the
    normalizations of Keras and for those of others.
    """
    found: set[str] = set()
    for path, layer in named_layers(model):
        own = own_weights(layer)
        if any(not weight.trainable for _, weight in own):
            found.update(f"{path}/{role}" for role, _ in own)
    return found
