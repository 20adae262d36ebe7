"""Histograms of every weight, and the running statistics of normalizations."""

import time
from typing import Any

import keras
import numpy as np
import pytest
from kb_tensorboard import TensorBoard
from kb_tensorboard.layers._weights import WeightReader

WEIGHTS = {
    "hidden/kernel",
    "hidden/bias",
    "hidden_norm/gamma",
    "hidden_norm/beta",
    "hidden_norm/moving_mean",
    "hidden_norm/moving_variance",
    "hidden_act/alpha",
    "probabilities/kernel",
    "probabilities/bias",
}


def test_every_weight_has_a_histogram_from_the_start_to_the_end(run: Any) -> None:
    assert run.board.tags("run/train", "histograms") >= WEIGHTS
    for weight in WEIGHTS:
        assert list(run.board.histograms("run/train", weight)) == list(range(0, 25, 2))


def test_a_histogram_counts_the_values_of_the_weight(run: Any) -> None:
    kernel = run.model.get_layer("hidden").kernel.numpy()
    last = run.board.histograms("run/train", "hidden/kernel")[24]
    edges = np.append(last[:, 0], last[-1, 1])
    assert edges == pytest.approx(np.linspace(kernel.min(), kernel.max(), 31), abs=1e-6)
    assert last[:, 2].sum() == kernel.size
    norm = run.board.scalars("run/train", "hidden/kernel/norm")[24]
    assert norm == pytest.approx(np.linalg.norm(kernel))


@pytest.mark.parametrize("role", ["moving_mean", "moving_variance", "gamma", "beta"])
def test_batch_norm_as_curves_of_mean_spread_and_extremes(run: Any, role: str) -> None:
    value = getattr(run.model.get_layer("hidden_norm"), role).numpy()
    for statistic in ["mean", "std", "min", "max"]:
        curve = run.board.scalars("run/train", f"hidden_norm/{role}/{statistic}")
        assert curve[24] == pytest.approx(getattr(value, statistic)(), abs=1e-6)


def test_a_model_that_was_never_trained_can_be_looked_at(look: Any) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, name="hidden")])
    assert list(look(model).histograms("run/train", "hidden/kernel")) == [0]


def test_a_fit_of_no_epochs_shows_the_initial_weights(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    line.fit(*data, epochs=0, verbose=0, callbacks=[TensorBoard(logdir)])
    assert list(board().histograms("run/train", "line/kernel")) == [0]


def test_running_statistics_of_a_layer_from_elsewhere(look: Any) -> None:
    class PowerNorm(keras.layers.Layer):
        def build(self, shape: Any) -> None:
            self.gain = self.add_weight(name="gain", shape=shape[1:], initializer="ones")
            self.power = self.add_weight(
                name="running_power", shape=shape[1:], initializer="ones", trainable=False
            )

        def call(self, x: Any) -> Any:
            return x * self.gain / self.power

    model = keras.Sequential([keras.Input((4,)), PowerNorm(name="power_norm")])
    seen = look(model)
    assert seen.scalars("run/train", "power_norm/running_power/mean") == {0: 1.0}
    assert seen.scalars("run/train", "power_norm/gain/std") == {0: 0.0}


def test_no_record_holds_weights_while_another_does(
    logdir: Any, line: Any, data: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding, most = [0], [0]

    def read(reader: WeightReader) -> Any:
        holding[0] += 1
        most[0] = max(most[0], holding[0])
        return whole(reader)

    def values(reader: WeightReader, weights: Any) -> Any:
        time.sleep(0.05)
        yield from made(reader, weights)
        holding[0] -= 1

    whole, made = WeightReader.read, WeightReader.values
    monkeypatch.setattr(WeightReader, "read", read)
    monkeypatch.setattr(WeightReader, "values", values)
    line.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, every=1, budget=1.0)])
    assert (holding, most) == ([0], [1])
