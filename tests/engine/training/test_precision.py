"""Half precision trains as Keras trains it, loss scaling included."""

from collections.abc import Iterator
from typing import Any

import keras
import pytest
from kb_engine.training import fit

layers = keras.layers


@pytest.fixture(params=["mixed_bfloat16", "mixed_float16"])
def policy(request: pytest.FixtureRequest) -> Iterator[str]:
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def test_the_weights_are_those_of_keras(
    policy: str, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(lambda: network(layers.Dense(8), layers.Dropout(0.2)))
    scaled = isinstance(ours.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (policy == "mixed_float16")
    model.fit(*digits, epochs=2, batch_size=16, shuffle=False, verbose=0)
    fit(ours, digits, epochs=2, batch_size=16, seed=0, shuffle=False, compilation="graph")
    assert_same_state(model, ours)


@pytest.mark.slow
def test_half_precision_may_be_compiled(policy: str, digits: Any, network: Any) -> None:
    model = network(layers.Dense(8), layers.BatchNormalization(), layers.Dropout(0.2))
    losses = fit(model, digits, epochs=4, batch_size=16, seed=0, compilation="xla").history["loss"]
    assert losses[-1] < losses[0]
