"""A mend is tried in a copy before it is suggested."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.diagnosis.probing import (
    alike,
    mended,
    probe,
    together,
)
from kb_engine.diagnosis.probing._evidence import Plan
from kb_engine.diagnosis.probing._judgement import Evidence, Judgement
from kb_engine.diagnosis.probing._mends import find_mend
from kb_engine.diagnosis.probing._steps import Trial
from kb_observe.rules import Change, Fix

from tests.engine.diagnosis.networks import X, Y, stack


def test_steps_that_are_too_short_learn_nothing_and_a_rate_mends_it() -> None:
    report = probe(stack("relu", "he_normal", rate=1e-5), X, Y, epochs=2)
    assert report.verdict == "not learning"
    assert report.mend is not None
    assert {"learning_rate"} <= {change.what for change in report.mend.fix.changes}


def test_biases_that_turn_rectifiers_off_are_mended_by_zeros() -> None:
    off = keras.initializers.Constant(-10.0)
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(2):
        model.add(keras.layers.Dense(32, activation="relu", bias_initializer=off))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    report = probe(model, X, Y, epochs=5)
    assert report.verdict == "dead"
    assert report.mend is not None
    change = Change("bias_initializer", "zeros", ("dense", "dense_1"))
    assert report.mend.fix.changes == (change,)
    assert report.mend.loss < 0.6 * report.mend.without


def test_a_mend_is_compared_with_the_loss_that_the_evidence_tells() -> None:
    still = np.full(100, 2.5)
    trials = [Trial(still, 2.5, 2.546), Trial(still, 2.5, 2.469)]
    seen = Evidence((), trials, 2.302, 100, None, None)
    judgement = Judgement("not learning", None, "It tells the first.")
    fix = Fix("Use 0.5.", (Change("learning_rate", 0.5),))
    model = stack("relu", "he_normal", rate=1e-7)
    mend = find_mend(model, X, Y, Plan(epochs=5), judgement, seen, [fix], None)
    assert mend is not None
    assert mend.without == 2.546


@pytest.mark.slow
def test_changes_that_only_help_together_are_found_together() -> None:
    model = stack("sigmoid", "glorot_uniform", depth=8, rate=1e-7)
    report = probe(model, X, Y, epochs=5)
    assert report.mend is not None
    kinds = {change.what for change in report.mend.fix.changes}
    assert "activation" in kinds
    assert kinds & {"learning_rate", "optimizer"}
    assert "initializer" in kinds  # which goes with the activation
    assert "inputs" not in kinds  # which it learns without


def test_fixes_that_say_the_same_are_one_and_those_that_contradict_are_left_out() -> None:
    change = Change("initializer", "he_normal", ("a",)), Change("initializer", "he_normal", ("b",))
    same = alike([Fix("Use he_normal.", (each,)) for each in change])
    assert same == [Fix("Use he_normal.", change)]
    other = Fix("Use zeros.", (Change("initializer", "zeros", ("a",)), Change("epochs", 3)))
    longer = Fix("Use 5 epochs.", (Change("epochs", 5),))
    assert together([*same, other, longer]).changes == (*change, Change("epochs", 5))


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (
            Change("activation", "elu", ("dense",)),
            lambda m: m.layers[1].activation.__name__ == "elu",
        ),
        (Change("units", 7, ("dense",)), lambda m: m.layers[1].units == 7),
        (Change("normalization", "batch_norm", ("dense",)), lambda m: len(m.layers) == 5),
        (
            Change("remove", None, ("dense_1",)),
            lambda m: sum("Dense" in type(layer).__name__ for layer in m.layers) == 2,
        ),
        (Change("learning_rate", 0.5), lambda m: float(m.optimizer.learning_rate) == 0.5),
        (Change("loss", "mean_squared_error"), lambda m: m.loss == "mean_squared_error"),
    ],
    ids=lambda value: value.what if isinstance(value, Change) else "",
)
def test_a_change_is_made_in_a_copy(change: Change, seen: Callable[[Any], bool]) -> None:
    model = stack("relu", "he_normal")
    assert seen(mended(model, X, Y, Fix("Do it.", (change,))).model)
    assert not seen(model)


def test_data_is_scaled_in_a_copy() -> None:
    scaled = mended(
        stack("relu", "he_normal"), X * 255, Y, Fix("Do it.", (Change("inputs", "standardize"),))
    )
    assert abs(float(scaled.x.mean())) < 1e-3
    assert X.max() == 1.0
