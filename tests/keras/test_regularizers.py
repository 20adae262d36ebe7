"""Regularizers' losses, and where they arrive in a model."""

import keras
import numpy as np
import pytest
from kb_registry import Regularizer, installed_registry, structure

WEIGHTS = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(abs(a @ b) / np.sqrt(a @ a) / np.sqrt(b @ b))


COLUMNS = WEIGHTS.T
PAIRS = [(0, 1), (0, 2), (1, 2)]


LOSSES = {
    "l1": 0.01 * 7.5,
    "l1:0.1": 0.1 * 7.5,
    "l2": 0.01 * 15.25,
    "l2:0.1": 0.1 * 15.25,
    "l1_l2": 0.0,
    "l1_l2:0.1,0.2": 0.1 * 7.5 + 0.2 * 15.25,
    "orthogonal_regularizer": 0.01 * cosine(WEIGHTS[0], WEIGHTS[1]),
    "orthogonal_regularizer:0.1,columns": (
        0.1 * sum(cosine(COLUMNS[i], COLUMNS[j]) for i, j in PAIRS) / 3
    ),
}


@pytest.mark.parametrize("text", LOSSES)
def test_losses(text: str) -> None:
    regularizer = structure(Regularizer, text, installed_registry()).build()
    loss = regularizer(keras.ops.convert_to_tensor(WEIGHTS, "float32"))
    assert float(loss) == pytest.approx(LOSSES[text], rel=1e-6)


def test_a_layer_adds_the_loss_to_its_model() -> None:
    regularizer = structure(Regularizer, "l2:0.5", installed_registry()).build()
    layer = keras.layers.Dense(3, use_bias=False, kernel_regularizer=regularizer)
    layer.build((None, 2))
    layer.kernel.assign(WEIGHTS)
    assert [float(loss) for loss in layer.losses] == pytest.approx([0.5 * 15.25])
