"""SAM: Foret et al. 2021."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.models._assembly import assemble
from kb_engine.recipes._recipe import Recipe
from kb_engine.training import capture, fit, restore
from kb_keras.optimizers.adam import Adam
from kb_keras.optimizers.momentum import SGD
from kb_papers.lookahead import Lookahead
from kb_papers.optimizers import SharpnessAware
from kb_papers.sam import SAM
from kb_registry import DataSpec, KerasBlocksError, Optimizer, Task

Array = Any
generator = np.random.default_rng(0)
X = generator.normal(size=(60, 4)).astype(np.float32)
Y = (X @ [1, -2, 0.5, 3] + generator.normal(size=60) > 0).astype(np.float32)
BATCH = 6
RHO = 0.3
INNER = [SGD(0.5), SGD(0.1, momentum=0.9, nesterov=True), Adam(0.05), Lookahead(SGD(0.5))]


def logistic(optimizer: Optimizer) -> keras.Model:
    """A logistic regression that starts from ones."""
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(1, "sigmoid", kernel_initializer="ones")]
    )
    model.compile(optimizer.build(), "binary_crossentropy", jit_compile=False)
    optimizer.prepare(model)
    return model


def gradient(w: Array, b: Array, x: Array, y: Array) -> tuple[Array, Array]:
    error = 1 / (1 + np.exp(-(x @ w + b))) - y
    return x.T @ error / len(x), error.mean()


def reference(inner: Optimizer) -> list[Array]:
    """Weights after an epoch, with both gradients by hand."""
    w, b = keras.Variable(np.ones((4, 1))), keras.Variable(np.zeros(1))
    optimizer = inner.build()
    for start in range(0, 60, BATCH):
        x, y = X[start : start + BATCH].astype(float), Y[start : start + BATCH]
        weights, bias = w.numpy()[:, 0].astype(float), float(b.numpy()[0])
        gw, gb = gradient(weights, bias, x, y)
        share = RHO / np.sqrt((gw**2).sum() + gb**2)
        gw, gb = gradient(weights + share * gw, bias + share * gb, x, y)
        optimizer.apply([gw[:, None].astype(np.float32), np.array([gb], np.float32)], [w, b])
    return [w.numpy(), b.numpy()]


def by_keras(model: keras.Model) -> None:
    model.fit(X, Y, batch_size=BATCH, shuffle=False, verbose=0)


def by_engine(model: keras.Model) -> None:
    fit(model, (X, Y), batch_size=BATCH, shuffle=False, epochs=1, seed=0)


def by_xla(model: keras.Model) -> None:
    fit(model, (X, Y), batch_size=BATCH, shuffle=False, epochs=1, seed=0, compilation="xla")


@pytest.mark.parametrize(
    ("inner", "train"),
    [
        *((inner, by_keras) for inner in INNER),
        (INNER[0], by_engine),
        pytest.param(INNER[2], by_xla, marks=pytest.mark.slow),
    ],
    ids=lambda given: getattr(given, "__name__", type(given).__name__),
)
def test_steps_are_those_of_the_paper(
    inner: Optimizer, train: Callable[[keras.Model], None]
) -> None:
    """Algorithm 1: the same batch twice, at w and at w + rho g / |g|, and a step from w."""
    model = logistic(SAM(inner, RHO))
    train(model)
    for ours, theirs in zip(model.get_weights(), reference(inner), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_the_loss_that_is_told_is_that_of_the_weights_themselves() -> None:
    model = logistic(SAM(SGD(0.5), RHO))
    before = model.evaluate(X, Y, verbose=0)
    assert model.train_on_batch(X, Y) == pytest.approx(before)


def test_on_a_quadratic_it_is_a_longer_step() -> None:
    """For L = a w^2 / 2 the gradient at w + rho sign(w) is a (w + rho sign(w))."""
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")]
    )
    model.compile(SAM(SGD(0.1), rho=0.5).build(), "mse")
    SharpnessAware.install(model)
    model.train_on_batch(np.ones((1, 1)), np.zeros((1, 1)))
    assert float(model.get_weights()[0][0, 0]) == pytest.approx(1 - 0.1 * 2 * (1 + 0.5))


def network(seed: int = 1) -> keras.Model:
    """A network with all that a pass may leave behind: statistics, seeds, penalties."""
    choices: dict[str, object] = {
        "arch": "mlp:[8]",
        "norm": "batch_norm",
        "drop": "dropout:0.5",
        "reg": "l2",
    }
    choices |= {"wrap": "drop_connect:0.1", "opt": "sam(adam)", "seed": seed}
    data = DataSpec("rows", (4,), Task.BINARY, ("no", "yes"))
    return assemble(Recipe.from_choices(choices), data)


def test_statistics_and_seeds_are_those_of_the_first_pass_alone() -> None:
    """As in the authors' program, which keeps the state of the first pass."""
    model, plain = network(), network()
    model.train_on_batch(X, Y)
    plain(X, training=True)
    for ours, theirs in zip(
        model.non_trainable_variables, plain.non_trainable_variables, strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, err_msg=ours.path)


def test_both_passes_draw_the_same_masks() -> None:
    layer = keras.layers.Dropout(0.5, seed=3)
    masks = []

    class Spy(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            masks.append(x)
            return x

    model = keras.Sequential([keras.Input((4,)), layer, Spy(), keras.layers.Dense(1)])
    model.compile(SAM(SGD(0.1)).build(), "mse", run_eagerly=True)
    SharpnessAware.install(model)
    masks.clear()
    model.train_on_batch(X, Y)
    first, second = (np.array(mask) for mask in masks if tf.executing_eagerly())
    np.testing.assert_array_equal(first, second)


@pytest.mark.slow
def test_a_resumed_run_ends_with_the_same_weights() -> None:
    def train(model: keras.Model, epochs: int, initial_epoch: int = 0) -> None:
        fit(model, (X, Y), epochs=epochs, initial_epoch=initial_epoch, batch_size=BATCH, seed=1)

    uninterrupted, interrupted, resumed = network(), network(), network(seed=2)
    train(uninterrupted, 3)
    train(interrupted, 2)
    restore(resumed, capture(interrupted))
    train(resumed, 3, initial_epoch=2)
    for ours, theirs in zip(resumed.get_weights(), uninterrupted.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_loaded_model_goes_on_once_it_is_installed_again(tmp_path: Path) -> None:
    model = logistic(SAM(Adam(0.05), RHO))
    by_keras(model)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.optimizer.rho == RHO
    with pytest.raises(KerasBlocksError, match="was not shown the batch"):
        by_keras(loaded)
    SharpnessAware.install(loaded)
    for each in (model, loaded):
        by_keras(each)
    for ours, theirs in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_it_is_refused_inside_another_optimizer() -> None:
    model = logistic(Lookahead(SAM(SGD(0.1))))
    with pytest.raises(KerasBlocksError, match="was not shown") as caught:
        by_keras(model)
    assert "sam(lookahead(...))" in caught.value.hint
    data = DataSpec("rows", (4,), Task.BINARY, ("no", "yes"))
    half = Recipe.from_choices({"opt": "sam(sgd)", "precision": "mixed_float16"})
    with pytest.raises(KerasBlocksError, match="inside LossScaleOptimizer"):
        assemble(half, data)


def test_a_loss_that_is_scaled_for_float16_makes_the_same_step() -> None:
    scaled, plain = logistic(SAM(SGD(0.5, loss_scale_factor=64.0))), logistic(SAM(SGD(0.5)))
    by_keras(scaled)
    by_keras(plain)
    for ours, theirs in zip(scaled.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
