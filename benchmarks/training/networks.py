"""The notebook's networks, as data that each contender turns into its own layers."""

from dataclasses import dataclass

BATCH_SIZE = 32
PIXELS = 28 * 28
CLASSES = 10


@dataclass(frozen=True)
class Dense:
    """An affine map."""

    units: int
    initializer: str = "he_normal"


@dataclass(frozen=True)
class BatchNorm:
    """Batch normalization with momentum 0.99 and epsilon 0.001."""


@dataclass(frozen=True)
class PReLU:
    """A rectifier with a learned slope for each unit, from zero."""


@dataclass(frozen=True)
class Activation:
    """A function without weights: relu, elu or selu."""

    name: str


@dataclass(frozen=True)
class Dropout:
    """Dropout of units; of SELU's kind if alpha."""

    rate: float
    alpha: bool = False


Layer = Dense | BatchNorm | PReLU | Activation | Dropout


@dataclass(frozen=True)
class Network:
    """The layers between the pixels and the logits, and the optimizer.

    Attributes:
        layers: In order, the last affine map to the classes included.
        optimizer: nadam (learning rate 0.001), sgd (0.01), or nesterov (0.01, momentum 0.9).
    """

    layers: tuple[Layer, ...]
    optimizer: str


HEAD = Dense(CLASSES, "glorot_uniform")


def _batch_norm() -> Network:
    hidden = [part for units in (300, 100) for part in (BatchNorm(), Dense(units), PReLU())]
    return Network((*hidden, BatchNorm(), HEAD), "nadam")


def _dropout() -> Network:
    drop = (Dropout(0.25), BatchNorm())
    elu = Activation("elu")
    return Network((*drop, Dense(300), elu, *drop, Dense(100), elu, *drop, HEAD), "nadam")


def _alpha_dropout() -> Network:
    drop, selu = Dropout(0.2, alpha=True), Activation("selu")
    hidden = [part for units in (300, 100) for part in (Dense(units, "lecun_normal"), selu, drop)]
    return Network((drop, *hidden, HEAD), "nesterov")


def _fifty_layers(activation: str) -> Network:
    hidden = [
        part
        for units in (300, *[100] * 50)
        for part in (Dense(units, "lecun_normal"), Activation(activation))
    ]
    return Network((*hidden, HEAD), "sgd")


NETWORKS = {
    "batch_norm": _batch_norm(),
    "dropout": _dropout(),
    "alpha_dropout": _alpha_dropout(),
    "fifty_relu": _fifty_layers("relu"),
    "fifty_selu": _fifty_layers("selu"),
}
