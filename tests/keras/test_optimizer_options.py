"""The options that all optimizers share: clipping, weight decay, averages, accumulation."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_keras.optimizers._common import DecayingOptimizer
from kb_registry import Optimizer, installed_registry, structure

KERNEL, BIAS = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([-1.0, 2.0])
GRADIENTS = [np.array([[0.3, -4.0], [0.1, 2.0]]), np.array([0.2, -0.7])]


def optimizer(options: str) -> Any:
    """Gradient descent with a learning rate of 1, so that steps are gradients."""
    return structure(Optimizer, f"sgd:1.0,{options}", installed_registry()).build()


def first_step(options: str) -> list[Any]:
    weights = [keras.Variable(w, dtype="float32") for w in (KERNEL, BIAS)]
    optimizer(options).apply([keras.ops.array(g, "float32") for g in GRADIENTS], weights)
    return [w - np.asarray(v) for w, v in zip((KERNEL, BIAS), weights, strict=True)]


def pull(found: Any, weight: Any, gradient: float = -1.0) -> float:
    """One step of a single weight."""
    found.apply([keras.ops.array([gradient], "float32")], [weight])
    return float(np.asarray(weight)[0])


@pytest.fixture
def weight() -> Any:
    return keras.Variable(np.zeros(1), dtype="float32")


def test_clipvalue_cuts_each_number() -> None:
    for found, g in zip(first_step("clipvalue=0.5"), GRADIENTS, strict=True):
        np.testing.assert_allclose(found, np.clip(g, -0.5, 0.5), rtol=1e-5)


def test_clipnorm_shortens_each_gradient() -> None:
    for found, g in zip(first_step("clipnorm=0.5"), GRADIENTS, strict=True):
        np.testing.assert_allclose(found, g * min(1, 0.5 / np.linalg.norm(g)), rtol=1e-5)


def test_global_clipnorm_shortens_all_gradients_alike() -> None:
    norm = np.sqrt(sum(np.sum(g**2) for g in GRADIENTS))
    for found, g in zip(first_step("global_clipnorm=0.5"), GRADIENTS, strict=True):
        np.testing.assert_allclose(found, g * 0.5 / norm, rtol=1e-5)


def test_weight_decay_shrinks_every_weight_apart_from_the_gradient() -> None:
    parts = zip(first_step("weight_decay=0.1"), (KERNEL, BIAS), GRADIENTS, strict=True)
    for found, w, g in parts:
        np.testing.assert_allclose(found, g + 0.1 * w, rtol=1e-5)


def test_accumulated_gradients_make_one_step_of_their_mean(weight: Any) -> None:
    found = optimizer("gradient_accumulation_steps=3")
    assert [pull(found, weight, g) for g in (-3.0, 0.0, -6.0)] == [0.0, 0.0, 3.0]


def test_a_moving_average_of_the_weights_is_taken_over_at_the_end(weight: Any) -> None:
    found = optimizer("use_ema=true,ema_momentum=0.75")
    assert [pull(found, weight) for _ in range(3)] == [1.0, 2.0, 3.0]
    found.finalize_variable_values([weight])
    assert float(np.asarray(weight)[0]) == 0.75 * (0.75 * 1 + 0.25 * 2) + 0.25 * 3


def test_the_average_can_be_taken_over_on_the_way(weight: Any) -> None:
    found = optimizer("use_ema=true,ema_momentum=0.75,ema_overwrite_frequency=2")
    assert [pull(found, weight) for _ in range(2)] == [1.0, 0.75 * 1 + 0.25 * 2]


def test_a_loss_scale_factor_is_undone_in_the_gradients(weight: Any) -> None:
    found = optimizer("loss_scale_factor=8.0")
    assert float(found.scale_loss(2.0)) == 16.0
    assert pull(found, weight, -8.0) == 1.0


def test_all_optimizers_share_these_options() -> None:
    registry = installed_registry()
    shared = set(DecayingOptimizer.parameters())
    for entry in registry.entries(Optimizer):
        if entry.distribution == "keras-blocks-keras":
            assert shared <= set(registry.get(Optimizer, entry.name).parameters())
