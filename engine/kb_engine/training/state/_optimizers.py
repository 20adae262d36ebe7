"""Every optimizer of a model, that of `compile` and those that it keeps as attributes.

A generator and a discriminator, for one, have an optimizer each and may not use the compiled one.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

import keras
from kb_observe.layers import walk

COMPILED = "optimizer"


def optimizers(model: keras.Model) -> dict[str, keras.optimizers.Optimizer]:
    """Return a model's optimizers by name: `optimizer` for that of `compile`, then with numbers."""
    found: dict[int, keras.optimizers.Optimizer] = {}
    if model.optimizer is not None:
        found[id(model.optimizer)] = model.optimizer
    for layer in walk(model):
        for value in vars(layer).values():
            found |= {id(each): each for each in _optimizers_in(value)}
    others = [each for each in found.values() if each is not model.optimizer]
    named = {f"{COMPILED}_{number}": each for number, each in enumerate(others, 1)}
    return ({COMPILED: model.optimizer} if model.optimizer is not None else {}) | named


def trained_weights(model: keras.Model) -> dict[str, list[int]]:
    """Return the places, among a model's variables, of the weights that each optimizer trains.

    Optimizers that haven't been built aren't there.
    """
    places = {id(variable): place for place, variable in enumerate(model.variables)}
    trained = {
        name: [places[id(weight)] for weight in optimizer._trainable_variables]  # noqa: SLF001
        for name, optimizer in optimizers(model).items()
        if optimizer.built
    }
    return {name: found for name, found in trained.items() if found}


def build_optimizer(model: keras.Model) -> None:
    """Create the optimizer's variables, unless they are there.

    Keras' optimizer for loss scaling would make a second scale, and begin with it.
    """
    if model.optimizer and not model.optimizer.built and model.trainable_variables:
        with model.distribute_strategy.scope():
            _build(model.optimizer, model.trainable_variables)


def build_optimizers(model: keras.Model, trained: Mapping[str, Sequence[int]]) -> None:
    """Build the optimizers that aren't yet, each for the weights that it trains.

    Args:
        model: The compiled model.
        trained: What `trained_weights` returned. That of `compile`, if it isn't among them, is
            built for all weights, unless the model has a step of its own, which may not use it.
    """
    weights = dict(enumerate(model.variables))
    usual = model.built and type(model).train_step is keras.Model.train_step
    for name, optimizer in optimizers(model).items():
        if name in trained and not optimizer.built:
            with model.distribute_strategy.scope():
                _build(optimizer, [weights[place] for place in trained[name]])
        elif name == COMPILED and usual:
            build_optimizer(model)


@contextmanager
def built_from_inside() -> Iterator[None]:
    """Have Keras build optimizers as they are built here, with the same variables.

    It builds that of a model that it loads, so what was saved of it finds its place.
    """
    kind: Any = keras.optimizers.LossScaleOptimizer

    def build(optimizer: Any, weights: Sequence[keras.Variable]) -> None:
        _build(optimizer.inner_optimizer, weights)
        as_keras(optimizer, weights)

    with _building:
        as_keras = kind.build
        kind.build = build
        try:
            yield
        finally:
            kind.build = as_keras


_building = Lock()


def _build(optimizer: Any, weights: Sequence[keras.Variable]) -> None:
    """Build an optimizer after the one inside it.

    Keras' loss scaling would build the inner one where no variable is noticed that an optimizer
    merely assigns to itself, as Nadam does: no checkpoint would hold it.
    """
    inner = getattr(optimizer, "inner_optimizer", None)
    if inner is not None and not inner.built:
        _build(inner, weights)
    optimizer.build(weights)


def _optimizers_in(value: Any) -> Iterator[keras.optimizers.Optimizer]:
    match value:
        case keras.optimizers.Optimizer():
            yield value
        case list() | tuple():
            for each in value:
                yield from _optimizers_in(each)
        case dict():
            for each in value.values():
                yield from _optimizers_in(each)
