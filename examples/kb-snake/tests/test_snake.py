from pathlib import Path

import keras
import numpy as np
import pytest
from kb_registry import InvalidParameterError
from kb_snake import Snake


def test_snake_is_the_formula_of_the_paper() -> None:
    x = np.linspace(-3.0, 3.0, 7, dtype="float32")
    expected = x + np.sin(2.0 * x) ** 2 / 2.0
    np.testing.assert_allclose(Snake(2.0).build()(x), expected, rtol=1e-6)


def test_a_frequency_of_zero_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="frequency must be a number > 0"):
        Snake(frequency=0.0)


def test_a_saved_model_loads_in_safe_mode(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((3,)), Snake(2.0).build()])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.ones((1, 3), "float32")
    np.testing.assert_array_equal(loaded(x), model(x))
