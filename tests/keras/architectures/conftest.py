"""Small stand-ins for the blocks of a recipe, so that these tests need no other part."""

from collections.abc import Callable
from typing import Any

import pytest
from kb_registry import (
    Activation,
    Blocks,
    Component,
    Constraint,
    DataSpec,
    Dropout,
    Initializer,
    Normalization,
    Regularizer,
    Task,
    param,
)


class HeNormal(Initializer):
    """He normal."""

    seed: int | None = param(default=None, help="seed")

    def build(self) -> Any:
        import keras

        return keras.initializers.HeNormal(seed=self.seed)


class PReLU(Activation):
    """PReLU."""

    def build(self) -> Any:
        import keras

        return keras.layers.PReLU()


class BatchNorm(Normalization):
    """Normalization that shifts by itself."""

    center: bool = param(default=True, help="whether it shifts")

    def build(self) -> Any:
        import keras

        return keras.layers.BatchNormalization(center=self.center)


class Drop(Dropout):
    """Dropout."""

    rate: float = param(default=0.25, help="share dropped")
    seed: int | None = param(default=None, help="seed")

    def build(self) -> Any:
        import keras

        return keras.layers.Dropout(self.rate, seed=self.seed)


class L2(Regularizer):
    """L2."""

    def build(self) -> Any:
        import keras

        return keras.regularizers.L2(0.01)


class MaxNorm(Constraint):
    """Max-norm."""

    def build(self) -> Any:
        import keras

        return keras.constraints.MaxNorm(1.0)


STAND_INS: dict[str, tuple[type[Component], Component]] = {
    "he_normal": (Initializer, HeNormal()),
    "prelu": (Activation, PReLU()),
    "batch_norm": (Normalization, BatchNorm()),
    "scale_norm": (Normalization, BatchNorm(center=False)),
    "dropout": (Dropout, Drop()),
    "l2": (Regularizer, L2()),
    "max_norm": (Constraint, MaxNorm()),
}


@pytest.fixture
def recipe() -> Callable[..., Blocks]:
    """`recipe("prelu", "batch_norm", seed=3)` makes the blocks of such a recipe."""

    def make(*names: str, seed: int = 7) -> Blocks:
        return Blocks(dict(STAND_INS[name] for name in names), seed)

    return make


@pytest.fixture
def he_normal() -> Initializer:
    return HeNormal()


@pytest.fixture
def images() -> DataSpec:
    return DataSpec("images", (28, 28), Task.CLASSIFICATION, tuple("0123456789"))


@pytest.fixture
def table() -> DataSpec:
    return DataSpec("table", (13,), Task.REGRESSION, targets=2)
