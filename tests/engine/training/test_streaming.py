"""Samples that aren't in memory are trained on as arrays are, and read a chunk at a time."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import evaluate, fit
from kb_engine.training.data._chunks import CHUNK_BYTES
from kb_registry import DataError

HELD_OUT = slice(0, 37)


class Elsewhere:
    """Samples that aren't in memory, as far as training can see; counts what is read of them."""

    def __init__(self, array: Any, lost_after: float = float("inf")) -> None:
        self.shape, self.dtype = array.shape, array.dtype
        self._array = array
        self._left = lost_after
        self.most = 0

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, rows: Any) -> Any:
        picked = self._array[rows]
        self.most = max(self.most, picked.nbytes)
        self._left -= 1
        if self._left < 0:
            raise DataError("x has changed.", hint="Put it back.")
        return picked


@pytest.mark.parametrize("compilation", ["graph", "xla", "eager"])
def test_the_weights_are_those_of_arrays_in_memory(
    compilation: str, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    (x, y), held_out = digits, tuple(array[HELD_OUT] for array in digits)
    in_memory, streamed = twice(lambda: network(keras.layers.Dropout(0.3)))
    arguments: Any = {"epochs": 2, "batch_size": 16, "seed": 3, "compilation": compilation}
    first = fit(in_memory, (x, y), validation=held_out, **arguments)
    elsewhere = (Elsewhere(x), y), (Elsewhere(held_out[0]), held_out[1])
    second = fit(streamed, elsewhere[0], validation=elsewhere[1], **arguments)
    assert_same_state(in_memory, streamed)
    assert first.history == second.history


def test_a_resumed_run_finds_its_place(
    digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    x, y = digits
    whole, resumed = twice(network)
    fit(whole, (x, y), epochs=3, batch_size=16, seed=3)
    for first, last in ((0, 1), (1, 3)):
        data = (Elsewhere(x), y)
        fit(resumed, data, initial_epoch=first, epochs=last, batch_size=16, seed=3)
    assert_same_state(whole, resumed)


@pytest.mark.parametrize("dtype", ["float64", "float16", "uint8"])
def test_samples_of_other_types_are_fed_as_keras_would(
    dtype: str, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    x, y = (100 * abs(digits[0])).astype(dtype), digits[1]
    model, ours = twice(network)
    model.fit(x, y, batch_size=16, shuffle=False, verbose=0)
    fit(ours, (Elsewhere(x), y), epochs=1, batch_size=16, seed=0, shuffle=False)
    assert_same_state(model, ours)


def test_no_more_than_a_chunk_is_read_at_once(network: Any) -> None:
    x = np.zeros((3 * CHUNK_BYTES // 256, 8, 8), "float32")
    samples = Elsewhere(x)
    data = (samples, np.zeros(len(x), int))
    fit(network(), data, validation=data, epochs=1, batch_size=4096, seed=0, compilation="graph")
    assert samples.most <= CHUNK_BYTES
    evaluate(network(), data)
    assert samples.most <= CHUNK_BYTES


def test_scores_are_those_of_keras(digits: Any, network: Any) -> None:
    model = network()
    theirs = model.evaluate(*digits, batch_size=1024, verbose=0, return_dict=True)
    assert evaluate(model, digits) == theirs
    assert evaluate(model, (Elsewhere(digits[0]), digits[1])) == theirs


def evaluate_often(model: keras.Model, data: Any, lost: Any) -> None:
    del data
    for _ in range(9):
        evaluate(model, lost)


def train_long(model: keras.Model, data: Any, lost: Any) -> None:
    del data
    fit(model, lost, epochs=50, batch_size=16, seed=0)


def validate_often(model: keras.Model, data: Any, lost: Any) -> None:
    fit(model, data, validation=lost, epochs=50, batch_size=16, seed=0)


@pytest.mark.parametrize("use", [train_long, validate_often, evaluate_often])
def test_samples_that_are_lost_say_why(use: Any, digits: Any, network: Any) -> None:
    lost = (Elsewhere(digits[0], lost_after=3), digits[1])
    with pytest.raises(DataError, match="x has changed"):
        use(network(), digits, lost)
