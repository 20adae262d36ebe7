"""Lookahead: Zhang et al. 2019."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from kb_keras.optimizers.adam import Adam
from kb_keras.optimizers.momentum import SGD
from kb_papers.lookahead import Lookahead
from kb_registry import Optimizer, installed_registry, structure


def test_slow_weights_follow_half_of_the_way_after_five_steps() -> None:
    weight = keras.Variable([10.0])
    optimizer = Lookahead(SGD(learning_rate=1.0)).build()
    path = []
    for _ in range(10):
        optimizer.apply([np.array([1.0], np.float32)], [weight])
        path.append(float(weight.numpy()[0]))
    assert path == [9, 8, 7, 6, 7.5, 6.5, 5.5, 4.5, 3.5, 5.0]


def test_its_variance_on_a_noisy_quadratic_is_that_of_proposition_2() -> None:
    """V_LA / V_SGD = a^2 (1 - r^2k) / (a^2 (1 - r^2k) + 2 a (1 - a) (1 - r^k)), r = 1 - rate."""
    rate, steps, share = 0.1, 5, 0.5
    generator = np.random.default_rng(0)
    weight = keras.Variable(np.zeros(50_000, np.float32))
    optimizer = Lookahead(SGD(learning_rate=rate), steps, share).build()
    for _ in range(40 * steps):
        target = generator.normal(size=50_000).astype(np.float32)
        optimizer.apply([weight.numpy() - target], [weight])
    kept = 1 - rate
    followed = share**2 * (1 - kept ** (2 * steps))
    ratio = followed / (followed + 2 * share * (1 - share) * (1 - kept**steps))
    variance_of_sgd = rate**2 / (1 - kept**2)
    assert abs(weight.numpy().var() / (ratio * variance_of_sgd) - 1) < 4 * np.sqrt(2 / 50_000)


def model_and_data() -> tuple[keras.Model, Any]:
    inputs = keras.Input((4,), name="input")
    outputs = keras.layers.Dense(1, kernel_initializer="ones", name="output")(inputs)
    x = np.random.default_rng(0).normal(size=(64, 4)).astype(np.float32)
    return keras.Model(inputs, outputs), (x, x.sum(axis=1) + 1)


def test_fit_makes_the_same_steps_as_by_hand() -> None:
    """Ten batches: two syncs of five steps of plain sgd."""
    model, (x, y) = model_and_data()
    model.compile(Lookahead(SGD(learning_rate=0.05)).build(), "mse")
    model.fit(x[:60], y[:60], batch_size=6, shuffle=False, verbose=0)
    by_hand, _ = model_and_data()
    by_hand.compile(keras.optimizers.SGD(0.05), "mse")
    for start in (0, 30):
        slow = by_hand.get_weights()
        part = slice(start, start + 30)
        by_hand.fit(x[part], y[part], batch_size=6, shuffle=False, verbose=0)
        fast = by_hand.get_weights()
        by_hand.set_weights([(a + b) / 2 for a, b in zip(slow, fast, strict=True)])
    for ours, theirs in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_it_may_be_built_within_a_graph() -> None:
    weight = keras.Variable([10.0])
    optimizer = Lookahead(SGD(learning_rate=1.0)).build()
    step = tf.function(lambda: optimizer.apply([tf.constant([1.0])], [weight]))
    for _ in range(10):
        step()
    assert weight.numpy().tolist() == [5.0]


def test_learning_rate_and_steps_are_those_of_the_optimizer_inside() -> None:
    model, (x, y) = model_and_data()
    model.compile(Lookahead(Adam(learning_rate=0.02)).build(), "mse")
    model.fit(x, y, batch_size=32, epochs=3, verbose=0)
    assert int(model.optimizer.iterations) == 6
    model.optimizer.learning_rate = 0.5
    assert float(model.optimizer.inner_optimizer.learning_rate) == 0.5


def test_a_loaded_model_goes_on_as_if_it_had_not_been_saved(tmp_path: Path) -> None:
    model, (x, y) = model_and_data()
    model.compile(Lookahead(Adam(learning_rate=0.02)).build(), "mse")
    model.fit(x, y, batch_size=8, epochs=1, shuffle=False, verbose=0)
    model.fit(x[:24], y[:24], batch_size=8, epochs=1, shuffle=False, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for each in (model, loaded):
        each.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    for ours, theirs in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_it_is_written_around_another_optimizer() -> None:
    text = "lookahead(sgd(momentum=0.9),sync_period=10)"
    made = structure(Optimizer, text, installed_registry())
    assert made == Lookahead(SGD(momentum=0.9), sync_period=10)
