"""How much of a signal is left after many layers, told from their kernels and activations.

Mean field theory follows the mean square of what layers put out, and the factor by which each
layer scales a gradient, for wide layers with independent weights. Poole et al. 2016,
arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen
from kb_observe.rules import Stage


def sigmoid(z: float) -> float:
    return 0.5 * (1 + math.tanh(z / 2))


def softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772

_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "linear": lambda z: z,
    "relu": lambda z: max(z, 0.0),
    "relu6": lambda z: min(max(z, 0.0), 6.0),
    "leaky_relu": lambda z: z if z > 0 else 0.3 * z,
    "prelu": lambda z: max(z, 0.0),
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "selu": lambda z: _SELU_SCALE * (z if z > 0 else _SELU_ALPHA * math.expm1(z)),
    "gelu": lambda z: 0.5 * z * (1 + math.erf(z / math.sqrt(2))),
    "silu": lambda z: z * sigmoid(z),
    "mish": lambda z: z * math.tanh(softplus(z)),
    "softplus": softplus,
    "sigmoid": sigmoid,
    "hard_sigmoid": lambda z: min(max(z / 6 + 0.5, 0.0), 1.0),
    "tanh": math.tanh,
    "softsign": lambda z: z / (1 + abs(z)),
}

_POINTS = [(-6 + 12 * (i + 0.5) / 400) for i in range(400)]
_WEIGHTS = [math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * 12 / 400 for z in _POINTS]
_STEP = 1e-3


@frozen
class Passage:
    """What one layer does to a signal.

    Attributes:
        stage: The layer and its activation.
        size: Root mean square of what comes out.
        gradient: The factor by which a gradient is scaled on its way back.
    """

    stage: Stage
    size: float
    gradient: float


def passages(stages: Sequence[Stage], size: float = 1.0) -> Iterator[Passage]:
    """Follow a signal through layers; it ends at one whose effect isn't known.

    Args:
        stages: In order.
        size: Root mean square of what goes in.
    """
    square = size**2
    for stage in stages:
        kernel, function = stage.kernel, _FUNCTIONS.get(stage.activation)
        if kernel is None or kernel.std is None or function is None:
            return
        if stage.norms or stage.merges:  # the scale starts anew
            square = 1.0
            yield Passage(stage, 1.0, 1.0)
            continue
        weight = kernel.std**2 * kernel.fan_in
        before = weight * square + (stage.bias_std) ** 2
        square = _mean(function, before)
        slope = _mean(_slope(function), before)
        yield Passage(stage, math.sqrt(square), math.sqrt(weight * slope))
        if square > 1e30 or square == 0:  # noqa: PLR2004 - beyond what float32 can square
            return


def _slope(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda z: (function(z + _STEP) - function(z - _STEP)) / (2 * _STEP)


def _mean(function: Callable[[float], float], variance: float) -> float:
    """The mean square of a function of normal numbers."""
    deviation = math.sqrt(variance)
    return sum(
        weight * function(deviation * z) ** 2 for z, weight in zip(_POINTS, _WEIGHTS, strict=True)
    )
