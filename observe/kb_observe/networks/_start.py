"""How weights start: initializers, and the scale they give."""

import math
from typing import Any

from kb_observe.networks._network import Initializer
from kb_observe.networks._plain import part

_SAMPLE = 2**16


def initializer(start: Any, shape: tuple[int, ...] | None) -> Initializer:
    """Describe an initializer and the values that it gives a weight.

    Args:
        start: The initializer.
        shape: Shape of the weight, or None if it isn't known.
    """
    described = part(start)
    std, mean = (None, None) if shape is None else _moments(start, shape)
    return Initializer(described.name, described.parameters, std, mean)


def _moments(start: Any, shape: tuple[int, ...]) -> tuple[float | None, float | None]:
    """Standard deviation and mean of what an initializer gives.

    A copy with a seed of its own is asked for values, as the initializer itself would move on to
    other ones.
    """
    import keras
    import numpy as np

    try:
        given = keras.initializers
        if type(start).__call__ is given.VarianceScaling.__call__:
            return math.sqrt(start.scale / _fan(start.mode, shape)), 0.0
        if type(start) is given.Orthogonal and len(shape) > 1:
            return start.gain / math.sqrt(max(math.prod(shape[:-1]), shape[-1])), 0.0
        if isinstance(start, given.RandomNormal | given.RandomUniform | given.TruncatedNormal):
            shape = (min(math.prod(shape), _SAMPLE),)  # for all of them the size alone matters
        config = start.get_config()
        if "seed" in config:
            config["seed"] = 0
        values = np.asarray(type(start).from_config(config)(shape, dtype="float32"), np.float64)
    except Exception:  # noqa: BLE001 - one that can't be asked is described without a scale
        return None, None
    return float(values.std()), float(values.mean())


def _fan(mode: str, shape: tuple[int, ...]) -> float:
    """As Keras counts the values that flow into and out of a weight."""
    around = math.prod(shape[:-2])
    fan_in = around * shape[-2] if len(shape) > 1 else (shape or (1,))[0]
    fan_out = around * shape[-1] if len(shape) > 1 else fan_in
    mean = (fan_in + fan_out) / 2
    return float(max(1.0, {"fan_in": fan_in, "fan_out": fan_out}.get(mode, mean)))
