"""Dropout that is active in inference: Gal & Ghahramani 2016."""

from pathlib import Path
from typing import TypeAlias

import keras
import numpy as np
import pytest
from kb_papers import layers
from kb_papers.mc_alpha_dropout import MCAlphaDropout
from kb_papers.mc_dropout import MCDropout
from kb_registry import Dropout, installed_registry

from tests.preloaded import python

MonteCarlo: TypeAlias = type[MCDropout] | type[MCAlphaDropout]

BOTH: tuple[MonteCarlo, ...] = (MCDropout, MCAlphaDropout)
both = pytest.mark.parametrize("component", BOTH)


@both
def test_inference_is_as_random_as_training(component: MonteCarlo) -> None:
    layer = component(0.4, seed=1).build()
    x = np.ones((4, 1000), np.float32)
    first, second = (np.array(layer(x, training=False)) for _ in range(2))
    assert not np.array_equal(first, second)


@both
def test_predict_draws_anew_each_time(component: MonteCarlo) -> None:
    inputs = keras.Input((20,))
    model = keras.Model(inputs, component(0.4, seed=1).build()(inputs))
    x = np.ones((2, 20), np.float32)
    assert not np.array_equal(model.predict(x, verbose=0), model.predict(x, verbose=0))


def test_dropout_keeps_the_mean_and_drops_its_rate() -> None:
    y = np.array(MCDropout(0.4, seed=1).build()(np.ones((1000, 1000), np.float32)))
    standard_error = np.sqrt(0.4 * 0.6 / 1e6)
    assert abs((y == 0).mean() - 0.4) < 4 * standard_error
    np.testing.assert_allclose(y[y != 0], 1 / 0.6, rtol=1e-6)


def test_alpha_dropout_keeps_mean_0_and_variance_1() -> None:
    x = np.random.default_rng(0).normal(size=(1000, 1000)).astype(np.float32)
    y = np.array(MCAlphaDropout(0.2, seed=1).build()(x))
    assert abs(y.mean()) < 0.005
    assert abs(y.var() - 1) < 0.01


def test_averaged_predictions_approach_the_mean_of_the_dropped_out_output() -> None:
    """Monte Carlo integration: the error falls with the root of the number of samples."""
    layer = MCDropout(0.5, seed=3).build()
    weights = np.linspace(0, 1, 50, dtype=np.float32)
    exact = weights.sum()
    draws = np.array(layer(np.ones((10_000, 50), np.float32))) @ weights
    deviation = np.sqrt((weights**2).sum())  # each value is 0 or 2, so its deviation is 1
    assert abs(draws.std() / deviation - 1) < 0.05
    assert abs(draws.mean() - exact) < 4 * deviation / np.sqrt(10_000)


@both
def test_a_seed_repeats_the_draws(component: MonteCarlo) -> None:
    x = np.ones((3, 50), np.float32)
    one, other = (np.array(component(0.4, seed=9).build()(x)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_a_saved_model_loads_in_safe_mode_where_the_layers_are_imported(tmp_path: Path) -> None:
    inputs = x = keras.Input((20,))
    for component in BOTH:
        x = component(0.4, seed=1).build()(x)
    keras.Model(inputs, keras.layers.Dense(3)(x)).save(tmp_path / "model.keras")
    program = (
        "import sys, keras, numpy, kb_papers.layers\n"
        "model = keras.saving.load_model(sys.argv[1], safe_mode=True)\n"
        "x = numpy.ones((2, 20), 'float32')\n"
        "assert (model(x).numpy() != model(x).numpy()).any()\n"
        "print(*(f'{type(layer).__name__}({layer.rate})' for layer in model.layers[1:3]))\n"
    )
    result = python("-c", program, tmp_path / "model.keras")
    assert result.stdout == "MCDropout(0.4) MCAlphaDropout(0.4)\n", result.stderr


def test_layers_are_registered_under_the_name_of_the_package() -> None:
    assert keras.saving.get_registered_name(layers.MCDropout) == "kb_papers>MCDropout"
    assert keras.saving.get_registered_name(layers.MCAlphaDropout) == "kb_papers>MCAlphaDropout"


def test_recipes_know_both_by_name() -> None:
    registry = installed_registry()
    assert registry.get(Dropout, "mc_dropout") is MCDropout
    assert registry.get(Dropout, "mc_alpha_dropout") is MCAlphaDropout
