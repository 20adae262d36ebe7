"""Blocks get along: recipes drawn from all combinations build, train, save, load and predict."""

import itertools
import random
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.models._assembly import assemble
from kb_engine.recipes._recipe import Recipe
from kb_engine.training import fit
from kb_keras.datasets.pictures.digits import Digits
from kb_registry import Splits

pytestmark = pytest.mark.slow

CHOICES: dict[str, tuple[str, ...]] = {
    "act": (
        *("relu", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "mish", "tanh"),
        "softplus",
    ),
    "init": ("glorot_uniform", "he_normal", "he_uniform", "lecun_normal", "orthogonal"),
    "norm": ("none", "batch_norm", "layer_norm", "rms_norm"),
    "opt": ("sgd:momentum=0.9", "adam", "nadam", "rmsprop", "adagrad"),
    "drop": ("none", "dropout:0.2", "alpha_dropout:0.1"),
}
COMBINATIONS = [*itertools.product(*CHOICES.values())]
DRAWN = 200
SAMPLE = random.Random(0).sample(COMBINATIONS, DRAWN)  # noqa: S311 - which to test is no secret
STEPS = 20
BATCH = 32


@pytest.fixture(scope="module")
def data() -> Splits:
    return Digits().load(seed=0)


def test_there_are_more_combinations_than_are_drawn() -> None:
    assert len(COMBINATIONS) == 10 * 5 * 4 * 5 * 3 > DRAWN


@pytest.mark.parametrize("combination", SAMPLE, ids="-".join)
def test_a_combination_trains_and_predicts_the_same_once_loaded(
    combination: tuple[str, ...], data: Splits, tmp_path: Path
) -> None:
    choices: dict[str, Any] = dict(zip(CHOICES, combination, strict=True))
    model = assemble(Recipe.from_choices({"arch": "mlp:[16]", **choices}), data.spec)
    samples = slice(STEPS * BATCH)
    train = np.asarray(data.train.x[samples]), data.train.y[samples]
    history = fit(model, train, epochs=1, batch_size=BATCH, seed=0, compilation="graph")
    assert int(model.optimizer.iterations) == STEPS
    assert np.isfinite(history.history["loss"]).all()
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.asarray(data.test.x[:BATCH])
    np.testing.assert_array_equal(loaded(x, training=False), model(x, training=False))
    keras.backend.clear_session()
