"""As many steps and draws are tried as the verdict needs."""

import keras
import numpy as np
import pytest
from kb_engine.diagnosis.probing import (
    probe,
)
from kb_engine.diagnosis.probing._evidence import Plan, gather
from kb_engine.diagnosis.probing._learning import mostly_learns
from kb_engine.diagnosis.probing._steps import Trial

from tests.engine.diagnosis.networks import X, Y, regression, stack, table


@pytest.mark.slow
def test_fewer_steps_are_tried_where_no_gradient_moves_a_weight() -> None:
    still = probe(stack("relu", "lecun_normal", depth=60), X, Y, epochs=10, mending=False)
    slow = probe(stack("relu", "he_normal", rate=1e-6), X, Y, epochs=10, mending=False)
    assert still.verdict in {"vanishing", "dead"}
    assert slow.verdict == "not learning"
    assert 0 < len(still.losses) < len(slow.losses)


@pytest.mark.slow
def test_one_draw_tells_where_no_gradient_moves_a_weight() -> None:
    still, slow = stack("relu", "lecun_normal", depth=60), stack("relu", "he_normal", rate=1e-6)
    assert len(gather(still, X, Y, Plan(epochs=10), seeds=3).trials) == 1
    assert len(gather(slow, X, Y, Plan(epochs=10), seeds=3).trials) == 2


def test_one_draw_that_ends_at_chance_outweighs_two_that_learn() -> None:
    good = Trial(np.linspace(2.3, 1.2, 200), before=2.3, after=1.2)
    lost = Trial(np.full(200, 2.3), before=2.3, after=2.3)
    assert not mostly_learns([good, lost, good], 2.3, planned=200)
    assert mostly_learns([good, lost, good], 2.3, planned=2_000)
    assert not mostly_learns([lost, lost, good], 2.3, planned=2_000)


def test_of_a_long_training_a_second_draw_only_shows_that_it_learns_too() -> None:
    uneven = stack("selu", "lecun_normal", depth=20, units=100)  # draws differ in how far they get
    assert len(gather(uneven, X, Y, Plan(epochs=5), seeds=3).trials) == 2
    assert len(gather(uneven, X, Y, Plan(epochs=20), seeds=3).trials) == 1


def test_steps_go_on_while_the_loss_falls_from_far_off() -> None:
    x, y = table()
    model = regression()
    model.compile(keras.optimizers.Adam(0.003), "mean_squared_error")
    far = probe(model, x, 12 + 0.2 * y, epochs=80, seeds=1, mending=False)
    assert far.verdict == "healthy"
    assert len(far.losses) > 300


def test_the_planned_steps_count_what_a_slow_start_comes_to() -> None:
    slow = stack("relu", "he_normal", rate=1e-3)
    assert probe(slow, X, Y, epochs=1, mending=False).verdict == "not learning"
    assert probe(slow, X, Y, epochs=100, mending=False).verdict == "healthy"
