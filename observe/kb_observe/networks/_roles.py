"""What a layer does, told from its family in Keras or else from what it has and does."""

from collections.abc import Callable
from typing import Any

from kb_observe.layers import children, own_weights, snake_case
from kb_observe.networks._network import Role

_FAMILIES: dict[str, Role] = {
    "core.dense": "dense",
    "core.einsum_dense": "dense",
    "core.embedding": "embedding",
    "core.input_layer": "input",
    "activations": "activation",
    "attention": "attention",
    "convolutional": "convolution",
    "merging": "merge",
    "pooling": "pooling",
    "preprocessing": "preprocessing",
    "reshaping": "reshaping",
}
"""Where in Keras a class stands, and what the classes there do. Classes that derive from them do so
too; families that hold several sorts aren't here."""

_KERNEL_OF_A_DENSE = 2


def role(layer: Any) -> Role:
    """Tell what a layer does."""
    import keras

    if isinstance(layer, keras.Model):
        return "model"
    family = _family(type(layer))
    if family is not None:
        return family
    if not isinstance(layer, keras.layers.Layer):
        return _of_operation(layer)
    for found, applies in _SIGNS.items():
        if applies(layer):
            return found
    return "other"


def _family(cls: type) -> Role | None:
    for ancestor in cls.__mro__:
        module = ancestor.__module__
        for family, found in _FAMILIES.items():
            if f"{module}.".startswith(f"keras.src.layers.{family}."):
                return found
    return None


def _of_operation(operation: Any) -> Role:
    """What an operation of a functional model does, such as the sum in `x + y`."""
    import keras

    name = snake_case(type(operation).__name__)
    if callable(getattr(keras.activations, name, None)):
        return "activation"
    return "other"


def _is_recurrent(layer: Any) -> bool:
    import keras

    known = isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional)
    return known or hasattr(layer, "state_size")


def _is_normalization(layer: Any) -> bool:
    """Whether it adds an epsilon to what it divides by, keeps running statistics, or says so."""
    if any(hasattr(layer, name) for name in ("moving_mean", "moving_variance")):
        return True
    named = any("norm" in ancestor.__name__.lower() for ancestor in type(layer).__mro__)
    return not children(layer) and (named or isinstance(getattr(layer, "epsilon", None), float))


def _wraps(layer: Any) -> bool:
    """Whether it holds a single layer and calls it such, as wrappers of Keras do."""
    inner = children(layer)
    return len(inner) == 1 and getattr(layer, "layer", None) is inner[0]


def _is_dense(layer: Any) -> bool:
    return len(_kernel_shape(layer)) == _KERNEL_OF_A_DENSE


def _is_convolution(layer: Any) -> bool:
    return len(_kernel_shape(layer)) > _KERNEL_OF_A_DENSE


def _kernel_shape(layer: Any) -> tuple[int, ...]:
    weights = dict(own_weights(layer))
    kernel = weights.get("kernel", getattr(layer, "kernel", None))
    return tuple(getattr(kernel, "shape", ()))


def _disturbs(layer: Any) -> bool:
    """Whether it has a share to drop or a deviation to add, and nothing that is trained."""
    amounts = (getattr(layer, name, None) for name in ("rate", "stddev", "drop_rate", "survival"))
    random = any(isinstance(amount, int | float) for amount in amounts)
    return not layer.trainable_weights and (random or hasattr(layer, "seed_generator"))


_SIGNS: dict[Role, Callable[[Any], bool]] = {
    "recurrent": _is_recurrent,
    "activation": lambda layer: getattr(layer, "elementwise", False) is True,
    "normalization": _is_normalization,
    "wrapper": _wraps,
    "dense": _is_dense,
    "convolution": _is_convolution,
    "attention": lambda layer: hasattr(layer, "num_heads"),
    "embedding": lambda layer: "embeddings" in dict(own_weights(layer)),
    "dropout": _disturbs,
}
"""How layers that stand in no family are told apart; the first that applies counts."""
