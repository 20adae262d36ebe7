"""A probe says whether a network learns, and if not, what is wrong and where."""

import keras
import numpy as np
import pytest
from kb_engine.diagnosis.probing import (
    probe,
    rate_range,
)

from tests.engine.diagnosis.networks import X, Y, regression, stack, table


def test_a_healthy_network_is_called_so_with_its_figures() -> None:
    report = probe(stack("relu", "he_normal"), X, Y, epochs=5)
    assert report.verdict == "healthy"
    assert report.mend is None
    assert report.baseline == pytest.approx(np.log(10), abs=0.01)
    assert [layer.path for layer in report.layers] == ["dense", "dense_1", "dense_2"]
    assert all(layer.gradient and layer.ratio for layer in report.layers)
    assert "healthy" in str(report)
    assert "<table>" in report._repr_html_()


def test_a_stack_that_loses_the_gradient_vanishes_and_is_mended() -> None:
    report = probe(stack("sigmoid", "glorot_uniform", depth=8), X, Y, epochs=5)
    assert report.verdict == "vanishing"
    assert report.begins_at is not None
    assert report.gradients is not None
    assert report.gradients.high < 0.5
    assert report.mend is not None
    assert report.mend.loss < report.mend.without


def test_steps_that_are_too_long_diverge() -> None:
    report = probe(stack("relu", "he_normal", rate=1e4), X, Y, epochs=5, mending=False)
    assert report.verdict == "diverging"


def test_a_rectifier_that_is_off_isnt_saturated() -> None:
    model = stack("relu", "he_normal", rate=1e4)
    report = probe(model, X - 1, Y, seeds=1, mending=False)  # most units are off for most samples
    assert [layer.saturated for layer in report.layers[:-1]] == [0, 0]


def test_batches_that_differ_are_no_divergence() -> None:
    x = np.random.default_rng(0).normal(size=(4000, 20)).astype("float32")
    model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
    model.compile("rmsprop", "mean_squared_error")
    report = probe(model, x, 100 * x.sum(axis=1), epochs=1, batch_size=4, mending=False)
    assert max(report.losses) > 3 * report.losses[0]
    assert report.verdict == "not learning"


@pytest.mark.slow
def test_running_statistics_that_are_too_young_are_no_health() -> None:
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(8):
        model.add(keras.layers.Dense(32, activation="relu", kernel_initializer="he_normal"))
        model.add(keras.layers.BatchNormalization(momentum=0.9999))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    short = probe(model, X, Y, epochs=2, mending=False)
    assert short.verdict == "not learning"
    assert "too young" in short.because
    model.fit(X, Y, epochs=2, verbose=0)
    assert np.mean(model.predict(X, verbose=0).argmax(-1) == Y) < 0.3
    assert probe(model, X, Y, epochs=50, mending=False).verdict == "healthy"


def test_what_isnt_finite_from_the_start_is_named_with_its_layer() -> None:
    report = probe(stack("exponential", "he_normal", depth=6), X, Y, mending=False)
    assert report.verdict in {"non-finite", "exploding"}
    assert report.begins_at is not None


def test_samples_that_arent_finite_are_told_and_not_mended() -> None:
    report = probe(stack("relu", "he_normal"), np.where(X > 0.9, np.nan, X), Y)
    assert report.verdict == "non-finite"
    assert "of the inputs are NaN" in report.because
    assert report.mend is None


def test_predictions_that_never_change_are_no_learning() -> None:
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    model.compile("adam", "binary_crossentropy")
    with pytest.warns(UserWarning, match="softmax over axis"):
        report = probe(model, X, (Y > 4).astype("float32"), epochs=5, mending=False)
    assert report.verdict == "not learning"
    assert "same prediction" in report.because


def test_penalties_on_weights_are_no_part_of_what_was_learned() -> None:
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(32, activation="relu", kernel_regularizer="l2"))
    model.add(keras.layers.Dense(10, activation="softmax", kernel_regularizer="l2"))
    model.compile("adam", "sparse_categorical_crossentropy")
    report = probe(model, X, Y, epochs=5)
    assert report.verdict == "healthy"
    assert report.baseline == pytest.approx(np.log(10), abs=0.01)


def test_one_sample_is_probed() -> None:
    assert probe(stack("relu", "he_normal"), X[:1], Y[:1], mending=False).seeds == 3


def test_the_useful_rates_of_a_plain_network_are_found() -> None:
    found = rate_range(stack("relu", "he_normal"), X, Y)
    assert found.low is not None
    assert found.high is not None
    assert 1e-4 < found.low < found.high < 10
    assert found.to_dict()["rates"] == found.rates


@pytest.mark.slow
def test_the_notebooks_fifty_layers_relu_vanishes_and_selu_is_healthy() -> None:
    # twenty epochs: the seeds differ in how soon SELU gets going, and one in six hasn't after ten
    keras.utils.set_random_seed(0)
    relu = stack("relu", "lecun_normal", depth=50, units=100)
    selu = stack("selu", "lecun_normal", depth=50, units=100)
    seen = [probe(model, X, Y, epochs=10, mending=False).verdict for model in (relu, selu)]
    assert seen == ["vanishing", "healthy"]
    for model in (relu, selu):
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(X, Y, epochs=20, verbose=0)
    assert relu.evaluate(X, Y, verbose=0)[1] < 0.2
    assert selu.evaluate(X, Y, verbose=0)[1] > 0.5


def test_a_network_that_learned_before_isnt_called_faulty_for_a_small_rate() -> None:
    x, y = table()
    model = regression()
    model.compile(keras.optimizers.Adam(0.01), "mean_squared_error")
    model.fit(x, y, epochs=10, verbose=0)
    model.compile(keras.optimizers.Adam(1e-6), "mean_squared_error")
    report = probe(model, x, y, epochs=2, mending=False)
    assert report.verdict == "healthy"
    assert "with those it has" in report.because


def test_nan_in_a_few_samples_is_named_as_the_cause() -> None:
    x, y = table()
    x[600] = np.nan
    model = regression()
    model.compile("adam", "mean_squared_error")
    report = probe(model, x, y, epochs=5)
    assert report.verdict == "non-finite"
    assert "NaN" in report.because
    assert report.mend is None
