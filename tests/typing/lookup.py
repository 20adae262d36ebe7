"""What type checkers know about components: read by them, and never run."""

from typing import Annotated, assert_type

import keras
from kb_registry import (
    Activation,
    Blocks,
    Component,
    Ge,
    Initializer,
    Optimizer,
    Registry,
    Regularizer,
    Schedule,
    param,
    structure,
    to_text,
)


class Leaky(Activation):
    """Rectifier that lets a fixed share of negative inputs through."""

    negative_slope: Annotated[float, Ge(0)] = param(default=0.3, help="slope for x < 0")

    def build(self) -> keras.Layer:
        """The Keras layer."""
        return keras.layers.LeakyReLU(negative_slope=self.negative_slope)


def lookup_keeps_the_kind(registry: Registry) -> None:
    """A class asked for by kind is a class of that kind."""
    assert_type(registry.get(Activation, "prelu"), type[Activation])
    assert_type(registry.get(Optimizer, "nadam"), type[Optimizer])
    assert_type(structure(Initializer, "he_normal", registry), Initializer)
    assert_type([cls for _, cls in registry.components(Schedule)], list[type[Schedule]])
    assert_type(registry.kind("activation"), type[Component])


def building_gives_the_kinds_product(registry: Registry) -> None:
    """Each kind builds one class of Keras object."""
    assert_type(registry.get(Activation, "prelu")().build(), keras.Layer)
    assert_type(registry.get(Initializer, "zeros")().build(), keras.initializers.Initializer)
    assert_type(registry.get(Regularizer, "l2")().build(), keras.regularizers.Regularizer)
    assert_type(registry.get(Optimizer, "sgd")().build(), keras.optimizers.Optimizer)
    assert_type(
        structure(Schedule, "cosine_decay", registry).build(),
        keras.optimizers.schedules.LearningRateSchedule,
    )


def blocks_keep_the_kind(blocks: Blocks) -> None:
    """A recipe's block is of the kind asked for, or missing."""
    assert_type(blocks.get(Activation), Activation | None)
    assert_type(blocks.layer(Activation, "hidden_1_act"), keras.Layer | None)
    assert_type(blocks.build(Initializer, "kernel"), keras.initializers.Initializer | None)


def components_are_typed_by_their_parameters(registry: Registry) -> None:
    """The constructor and the attributes follow the annotations."""
    leaky = Leaky(negative_slope=0.1)
    assert_type(leaky, Leaky)
    assert_type(leaky.negative_slope, float)
    assert_type(Leaky().replace(negative_slope=0.2), Leaky)
    assert_type(to_text(leaky, registry), str)
