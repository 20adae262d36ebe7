"""Pictures and curves drawn from predictions and from learned activations."""

import io
from typing import Any

import keras
import numpy as np
import pytest
from kb_tensorboard import TensorBoard
from kb_tensorboard.pictures import _classification as classification
from kb_tensorboard.pictures import _drawn as drawn
from kb_tensorboard.pictures._classification import judge
from PIL import Image


def size(board: Any, tag: str) -> tuple[int, int]:
    [(width, height, png)] = board.blobs("images", "run/train", tag).values()
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (int(width), int(height))
    return picture.size


def test_a_classifier_of_images_with_a_learned_activation(look: Any) -> None:
    layers = [
        keras.Input((8, 8)),
        keras.layers.Flatten(),
        keras.layers.Dense(5),
        keras.layers.PReLU(name="hidden_act"),
        keras.layers.Dense(3, activation="softmax"),
    ]
    x = np.random.default_rng(0).random((20, 8, 8), "float32")
    probe = x, np.arange(20) % 3
    seen = look(keras.Sequential(layers), probe=probe, classes=["a", "b", "c"])
    assert seen.tags("run/train", "images") == {
        "hidden_act/learned",
        "predictions/confusion",
        "predictions/samples",
    }
    for tag in seen.tags("run/train", "images"):
        assert min(size(seen, tag)) > 100


def test_precision_and_recall_of_two_classes(look: Any) -> None:
    layers = [keras.Input((1,)), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.set_weights([np.ones((1, 1)), np.zeros(1)])
    x = np.array([[-2], [-1], [1], [2]], "float32")
    seen = look(model, probe=(x, np.array([0, 1, 0, 1])))
    [point] = seen.points("pr_curves", "run/train", "predictions")
    hits, alarms, passes, misses, precision, recall = point.numpy[:, 100]  # threshold one half
    assert (hits, alarms, passes, misses) == (1, 1, 1, 1)
    assert (precision, recall) == (0.5, 0.5)
    assert point.numpy[5, 0] == 1


def test_a_regression_draws_nothing(look: Any, line: Any, data: Any) -> None:
    seen = look(line, probe=(data[0], data[0][:, 0]))
    assert seen.tags("run/train", "images") == set()


def test_without_a_probe_the_validation_data_serve(
    logdir: Any, data: Any, line: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, budget=1.0)
    line.fit(*data, batch_size=8, epochs=2, validation_split=0.5, verbose=0, callbacks=[callback])
    assert list(board().histograms("run/train", "line/kernel/gradient")) == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("outputs", "targets", "truth", "guess"),
    [
        ([[0.9, 0.1], [0.2, 0.8]], [1, 1], [1, 1], [0, 1]),
        ([[0.9, 0.1], [0.2, 0.8]], [[1], [0]], [1, 0], [0, 1]),
        ([[0.9, 0.1], [0.2, 0.8]], [[0.0, 1.0], [0.0, 1.0]], [1, 1], [0, 1]),
        ([[0.9], [0.2]], [1, 1], [1, 1], [1, 0]),
        ([[3.0], [-3.0]], [[1.0], [1.0]], [1, 1], [1, 0]),
    ],
)
def test_how_outputs_and_targets_are_read(
    outputs: Any, targets: Any, truth: list[int], guess: list[int]
) -> None:
    outcome = judge(np.array(outputs, "float32"), np.array(targets))
    assert outcome is not None
    assert (outcome.truth.tolist(), outcome.guess.tolist()) == (truth, guess)


@pytest.mark.parametrize(
    ("outputs", "targets"),
    [
        ([[0.9, 0.1]], [2]),
        ([[0.9, 0.1]], [-1]),
        ([[0.9, 0.1]], [0.5]),
        ([[0.9]], [7]),
        ([[[0.9, 0.1]]], [0]),
        ([[0.9, 0.1]], [[0.5, 0.5]]),
    ],
)
def test_what_is_no_classification(outputs: Any, targets: Any) -> None:
    assert judge(np.array(outputs, "float32"), np.array(targets)) is None


def test_a_confusion_matrix_has_true_classes_in_its_rows() -> None:
    outcome = judge(np.eye(3, dtype="float32")[[0, 1, 1]], np.array([0, 2, 2]))
    assert outcome is not None
    assert classification.confusion(outcome).tolist() == [[1, 0, 0], [0, 0, 0], [0, 2, 0]]


def test_too_many_classes_and_odd_shapes_are_not_drawn() -> None:
    assert drawn.confusion_picture(np.zeros((41, 41), int), ["x"] * 41) is None
    for shape in [(4, 3), (4, 8, 8, 2), (0, 8, 8), (4, 1, 1)]:
        labels = np.zeros(shape[0], int)
        assert drawn.samples_picture(np.zeros(shape), labels, labels, ["x"]) is None


def test_a_learned_slope_is_drawn_where_it_belongs() -> None:
    flat = np.array(drawn.slopes_picture(np.zeros(3)).convert("L"))
    steep = np.array(drawn.slopes_picture(np.ones(3)).convert("L"))
    assert flat[175, 40] < 60  # half-way up: the function is zero for negative inputs
    assert steep[310, 40] < 60  # and the identity if the slope is one
    assert drawn.slopes_picture(np.zeros(0)).size == (350, 350)


def test_classes_that_are_numbers(look: Any, data: Any) -> None:
    layers = [keras.Input((4,)), keras.layers.Dense(3, activation="softmax")]
    seen = look(keras.Sequential(layers), probe=data, classes=range(3))
    assert "predictions/confusion" in seen.tags("run/train", "images")
