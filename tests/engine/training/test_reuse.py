"""Models that compute the same share one compiled program, and nothing else."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import fit
from kb_engine.training.step import _reuse as reuse

layers = keras.layers
Weights = list[np.ndarray[Any, Any]]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> reuse.Programs:
    """What this process has compiled, from nothing."""
    programs: reuse.Programs = reuse.Programs()
    monkeypatch.setattr(reuse, "_compiled", programs)
    keras.utils.clear_session()  # names count up, and graphs are written in their order
    return programs


def network(seed: int, *, rate: float = 0.3, learning_rate: float = 0.01) -> keras.Model:
    keras.utils.set_random_seed(seed)
    hidden = [layers.Dense(8), layers.BatchNormalization(), layers.PReLU(), layers.Dropout(rate)]
    model = keras.Sequential([keras.Input((4,)), *hidden, layers.Dense(3, "softmax")])
    model.compile(keras.optimizers.Nadam(learning_rate), "sparse_categorical_crossentropy")
    return model


def trained(model: keras.Model, compilation: str = "graph") -> Weights:
    generator = np.random.default_rng(0)
    data = generator.normal(size=(70, 4)), generator.integers(0, 3, 70)
    fit(model, data, epochs=2, batch_size=16, seed=1, compilation=compilation)
    weights: Weights = model.get_weights()
    return weights


def equal(some: Weights, others: Weights) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))


@pytest.mark.parametrize("compilation", ["graph", pytest.param("xla", marks=pytest.mark.slow)])
def test_another_seed_and_learning_rate_need_no_other_program(
    programs: reuse.Programs, compilation: str
) -> None:
    alone = trained(network(1, learning_rate=0.02), compilation)
    programs.clear()
    trained(network(0), compilation)
    assert equal(trained(network(1, learning_rate=0.02), compilation), alone)
    assert len(programs) == 1


@pytest.mark.slow
def test_another_rate_needs_another_program(programs: reuse.Programs) -> None:
    alone = trained(network(0, rate=0.6))
    programs.clear()
    trained(network(0))
    assert equal(trained(network(0, rate=0.6)), alone)
    assert len(programs) == 2


@pytest.mark.slow
def test_models_take_turns(programs: reuse.Programs) -> None:
    alone = network(0)
    trained(alone)
    expected = trained(alone)
    programs.clear()
    first, second = network(0), network(1)
    trained(first)
    trained(second)
    assert equal(trained(first), expected)
    assert len(programs) == 1


def test_only_so_many_are_kept(programs: reuse.Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "MOST_KEPT", 1)
    trained(network(0))
    [oldest] = programs
    trained(network(0, rate=0.6))
    assert len(programs) == 1
    assert oldest not in programs


def test_large_models_are_not_held_on_to(
    programs: reuse.Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reuse, "LARGEST_KEPT", 100)
    trained(network(0))
    assert not programs
