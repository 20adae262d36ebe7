"""Activations and their gradients, held against their formulas in float64."""

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_registry import Activation, installed_registry, structure
from scipy import integrate, optimize, special

Array = np.ndarray[Any, np.dtype[np.float64]]
Formula = Callable[[Array], Array]

pytestmark = pytest.mark.usefixtures("float64")

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def softplus(x: Array) -> Array:
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


POINTWISE: Mapping[str, Formula] = {
    "relu": lambda x: np.maximum(x, 0),
    "relu(max_value=3,negative_slope=0.1,threshold=1)": lambda x: np.where(
        x >= 3, 3, np.where(x >= 1, x, 0.1 * (x - 1))
    ),
    "relu6": lambda x: np.clip(x, 0, 6),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.3 * x),
    "leaky_relu:0.01": lambda x: np.where(x > 0, x, 0.01 * x),
    "prelu": lambda x: np.maximum(x, 0),
    "prelu(constant(0.25))": lambda x: np.where(x > 0, x, 0.25 * x),
    "threshold": lambda x: np.maximum(x, 0),
    "threshold:1,-2": lambda x: np.where(x > 1, x, -2),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "elu:2": lambda x: np.where(x > 0, x, 2 * np.expm1(x)),
    "celu:2": lambda x: np.where(x > 0, x, 2 * np.expm1(x / 2)),
    "selu": lambda x: SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(x)),
    "exponential": np.exp,
    "gelu": lambda x: x * special.ndtr(x),
    "gelu:approximate=true": lambda x: (
        0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    ),
    "silu": lambda x: x * special.expit(x),
    "hard_silu": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "mish": lambda x: x * np.tanh(softplus(x)),
    "softplus": softplus,
    "squareplus": lambda x: (x + np.sqrt(x**2 + 4)) / 2,
    "squareplus:1": lambda x: (x + np.sqrt(x**2 + 1)) / 2,
    "sparse_plus": lambda x: np.where(x > 1, x, np.where(x < -1, 0, (x + 1) ** 2 / 4)),
    "sigmoid": special.expit,
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "log_sigmoid": lambda x: -softplus(-x),
    "tanh": np.tanh,
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "linear": lambda x: x,
    "hard_shrink": lambda x: np.where(np.abs(x) > 0.5, x, 0),
    "hard_shrink:2": lambda x: np.where(np.abs(x) > 2, x, 0),
    "soft_shrink": lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0),
    "soft_shrink:2": lambda x: np.sign(x) * np.maximum(np.abs(x) - 2, 0),
    "tanh_shrink": lambda x: x - np.tanh(x),
}


def sparsemax(x: Array) -> Array:
    """The threshold at which what is above it sums to 1, found by bisection."""
    rows = [
        np.maximum(
            row
            - optimize.brentq(
                lambda t, row=row: np.maximum(row - t, 0).sum() - 1,
                row.max() - 1,
                row.max(),
                xtol=1e-14,
            ),
            0,
        )
        for row in x
    ]
    return np.stack(rows)


ROWWISE: Mapping[str, Formula] = {
    "softmax": lambda x: special.softmax(x, axis=-1),
    "softmax:0": lambda x: special.softmax(x, axis=0),
    "log_softmax": lambda x: special.log_softmax(x, axis=-1),
    "log_softmax:0": lambda x: special.log_softmax(x, axis=0),
    "sparsemax": sparsemax,
    "glu": lambda x: x[:, :3] * special.expit(x[:, 3:]),
}

FORMULAS = {**POINTWISE, **ROWWISE}


ROUNDED = ("leaky_relu", "gelu")
"""TensorFlow rounds a constant in these to float32, whatever the input."""


@pytest.fixture
def samples() -> Array:
    """Numbers from -8 to 8, none of them where a formula has a kink."""
    return np.random.default_rng(7).permutation(np.linspace(-8.03, 8.01, 60)).reshape(10, 6)


def layer(text: str) -> Any:
    return structure(Activation, text, installed_registry()).build()


def test_every_activation_has_a_formula_here() -> None:
    registry = installed_registry()
    ours = {e.name for e in registry.entries(Activation) if e.distribution == "keras-blocks-keras"}
    written = {text.partition(":")[0].partition("(")[0] for text in FORMULAS}
    assert ours - {"swish", "hard_swish"} == written


@pytest.mark.parametrize("text", FORMULAS)
def test_values(text: str, samples: Array) -> None:
    digits = 1e-6 if text.startswith(ROUNDED) else 1e-12
    np.testing.assert_allclose(layer(text)(samples), FORMULAS[text](samples), digits, 1e-13)


@pytest.mark.parametrize("text", FORMULAS)
def test_gradients(text: str, samples: Array) -> None:
    """Against central differences of the formula, weighted so that outputs can't cancel."""
    formula, step = FORMULAS[text], 1e-5
    weights = np.random.default_rng(8).normal(size=formula(samples).shape)
    expected = np.empty_like(samples)
    for index in np.ndindex(samples.shape):
        shift = np.zeros_like(samples)
        shift[index] = step
        difference = formula(samples + shift) - formula(samples - shift)
        expected[index] = np.sum(weights * difference) / (2 * step)
    inputs = tf.constant(samples)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(weights * layer(text)(inputs))
    np.testing.assert_allclose(tape.gradient(loss, inputs), expected, rtol=1e-6, atol=1e-7)


def test_selu_keeps_mean_0_and_variance_1() -> None:
    """The fixed point of Klambauer et al. 2017, by integration over a normal input."""

    def moment(power: int) -> float:
        def integrand(x: float) -> float:
            y = float(FORMULAS["selu"](np.array(x)))
            return float(y**power * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi))

        return float(integrate.quad(integrand, -12, 0)[0] + integrate.quad(integrand, 0, 12)[0])

    assert moment(1) == pytest.approx(0, abs=1e-7)
    assert moment(2) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "where", "dip"),
    [("gelu", -0.75, -0.17), ("silu", -1.28, -0.28), ("mish", -1.19, -0.31)],
)
def test_the_dips_that_are_documented(text: str, where: float, dip: float) -> None:
    x = np.linspace(-4, 0, 4001)
    y = FORMULAS[text](x)
    assert x[y.argmin()] == pytest.approx(where, abs=0.005)
    assert y.min() == pytest.approx(dip, abs=0.005)


def test_the_approximation_of_gelu_is_as_close_as_documented() -> None:
    x = np.linspace(-8, 8, 10001)
    assert np.abs(FORMULAS["gelu"](x) - FORMULAS["gelu:approximate=true"](x)).max() < 0.0005


DEFAULTS = sorted(text for text in POINTWISE if text.isidentifier() and text != "prelu")


@pytest.mark.parametrize("text", DEFAULTS)
def test_traits_say_what_is_true(text: str) -> None:
    traits = structure(Activation, text, installed_registry()).traits
    far, near = np.array([-30.0, -29.9, 29.9, 30.0]), np.linspace(-6.0005, 6.5005, 12502)
    outer = np.abs(np.diff(FORMULAS[text](far)))[[0, 2]]
    slopes = np.diff(FORMULAS[text](near)) / np.diff(near)
    bends = np.abs(np.diff(slopes)).max() / np.abs(slopes).max()
    assert ("bounded" in traits) == bool(np.ptp(FORMULAS[text](far)) < 10)
    assert ("saturating" in traits) == bool(outer.max() < 1e-3)
    assert ("monotonic" in traits) == bool(slopes.min() >= 0)
    assert ("smooth" in traits) == bool(bends < 0.002)
    assert ("dying" in traits) == bool((slopes == 0).any())


def test_sparsemax_sums_to_1_where_keras_does_not() -> None:
    """When this fails, Keras is mended: let the component build Keras' own function."""
    samples = np.array([[0.0, 0.5, 1.0]])
    np.testing.assert_allclose(layer("sparsemax")(samples), [[0.0, 0.25, 0.75]])
    assert float(keras.ops.sum(keras.activations.sparsemax(samples))) == pytest.approx(0.25)
