"""One layer described."""

from typing import Any

from kb_observe.layers import own_weights, snake_case
from kb_observe.networks._network import Layer, Part, Plain, Role, Weight
from kb_observe.networks._plain import parameters, part
from kb_observe.networks._roles import role
from kb_observe.networks._start import initializer

_START = "_initializer"
_SIZES = ("units", "filters", "output_dim")


def describe_layer(path: str, layer: Any, inside: str | None) -> Layer:
    """Describe a layer by itself, without what flows into it.

    Args:
        path: The path it is known by.
        layer: The layer, which needn't be built.
        inside: The path of what holds it.
    """
    does = role(layer)
    regularizer = getattr(layer, "activity_regularizer", None)
    return Layer(
        path=path,
        class_name=type(layer).__name__,
        role=does,
        activation=_activation(layer, does),
        weights=tuple(_weights(layer)),
        units=next((size for name in _SIZES if (size := _integer(layer, name))), None),
        use_bias=_truth(layer, "use_bias"),
        rate=_number(layer, "rate"),
        momentum=_number(layer, "momentum"),
        epsilon=_number(layer, "epsilon"),
        activity_regularizer=None if regularizer is None else part(regularizer),
        trainable=bool(layer.trainable),
        dtype=str(layer.compute_dtype),
        parameters={} if does == "model" else _parameters(layer),
        inside=inside,
    )


def describe_operation(path: str, operation: Any, inputs: int) -> Layer:
    """Describe an operation of a functional model that isn't a layer.

    Args:
        path: The name it is known by.
        operation: The operation.
        inputs: How many tensors it takes.
    """
    does: Role = "merge" if inputs > 1 else role(operation)
    name = type(operation).__name__
    applied = Part(snake_case(name)) if does == "activation" else None
    return Layer(path=path, class_name=name, role=does, activation=applied, trainable=False)


def _parameters(layer: Any) -> dict[str, Plain]:
    """A layer's configuration, without what every layer has."""
    found = parameters(layer)
    found.pop("activity_regularizer", None)
    return found


def _activation(layer: Any, does: Role) -> Part | None:
    import keras

    function = getattr(layer, "activation", None)
    if function is None:
        # an activation of its own: `ReLU`, `PReLU`, and those of third parties
        own = does == "activation" and type(layer) is not keras.layers.Activation
        return part(layer) if own else None
    if not callable(function) or function is keras.activations.linear:
        return None
    return part(function)


def _weights(layer: Any) -> list[Weight]:
    """The weights that a layer has, or says that it will have once it is built."""
    if layer.built:
        return [_weight(layer, name, weight) for name, weight in own_weights(layer)]
    promised = [name.removesuffix(_START) for name in vars(layer) if name.endswith(_START)]
    return [_weight(layer, name, None) for name in promised if _will_have(layer, name)]


def _will_have(layer: Any, name: str) -> bool:
    left_out = (name == "bias" and _truth(layer, "use_bias") is False) or (
        # what normalizations call it when they leave one out
        (name == "beta" and _truth(layer, "center") is False)
        or (name == "gamma" and _truth(layer, "scale") is False)
    )
    return not left_out and getattr(layer, name + _START, None) is not None


def _weight(layer: Any, name: str, weight: Any) -> Weight:
    shape = None if weight is None else tuple(weight.shape)
    start = _setting(layer, name, "initializer")
    penalty = getattr(weight, "regularizer", None) or _setting(layer, name, "regularizer")
    bounds = getattr(weight, "constraint", None) or _setting(layer, name, "constraint")
    return Weight(
        role=name,
        shape=shape,
        trainable=bool(layer.trainable if weight is None else weight.trainable),
        initializer=None if start is None else initializer(start, shape),
        regularizer=None if penalty is None else part(penalty),
        constraint=None if bounds is None else part(bounds),
    )


def _setting(layer: Any, name: str, kind: str) -> Any:
    """What a layer was told of one of its weights: `kernel_initializer`, `recurrent_constraint`."""
    found = getattr(layer, f"{name}_{kind}", None)
    return found or getattr(layer, f"{name.removesuffix('_kernel')}_{kind}", None)


def _number(layer: Any, name: str) -> float | None:
    value = getattr(layer, name, None)
    real = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if real else None  # type: ignore[arg-type] # that was just asked


def _integer(layer: Any, name: str) -> int | None:
    value = getattr(layer, name, None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _truth(layer: Any, name: str) -> bool | None:
    value = getattr(layer, name, None)
    return value if isinstance(value, bool) else None
