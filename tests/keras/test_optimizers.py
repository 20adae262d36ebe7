"""Optimizers take the steps of their papers: one, and fifty, down a quadratic in float64."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_registry import Optimizer, installed_registry, structure

from tests.keras import update_rules as rules
from tests.keras.inventory import since_keras
from tests.keras.update_rules import Array, Step

pytestmark = pytest.mark.usefixtures("float64")

generator = np.random.default_rng(42)
START = [generator.normal(size=(3, 5)), generator.normal(size=(5,)), generator.normal(size=(6, 2))]
BEST = [generator.normal(size=w.shape) for w in START]
CURVATURE = [generator.uniform(0.1, 3.0, size=w.shape) for w in START]
"""A kernel wider than tall, a bias and a kernel taller than wide, each with a valley."""

Rule = Callable[[Array], Step]

RULES: dict[str, Rule] = {
    "sgd": rules.sgd,
    "sgd:0.1": partial(rules.sgd, learning_rate=0.1),
    "sgd:0.1,0.9": partial(rules.sgd, learning_rate=0.1, momentum=0.9),
    "sgd:0.1,0.9,nesterov=true": partial(rules.sgd, learning_rate=0.1, momentum=0.9, nesterov=True),
    "adagrad": rules.adagrad,
    "adagrad:0.1,0.0": partial(rules.adagrad, learning_rate=0.1, initial=0.0),
    "adadelta": rules.adadelta,
    "adadelta:1.0,0.9,1e-6": partial(rules.adadelta, learning_rate=1.0, rho=0.9, epsilon=1e-6),
    "rmsprop": rules.rmsprop,
    "rmsprop:0.01,0.8,0.5": partial(rules.rmsprop, learning_rate=0.01, rho=0.8, momentum=0.5),
    "rmsprop:centered=true": partial(rules.rmsprop, centered=True),
    "adam": rules.adam,
    "adam:0.1,0.8,0.9,1e-3": partial(
        rules.adam, learning_rate=0.1, beta_1=0.8, beta_2=0.9, epsilon=1e-3
    ),
    "adam:amsgrad=true": partial(rules.adam, amsgrad=True),
    "adam:weight_decay=0.1": partial(rules.adam, weight_decay=0.1),
    "adamw": partial(rules.adam, weight_decay=0.004),
    "adamw:0.1,0.5": partial(rules.adam, learning_rate=0.1, weight_decay=0.5),
    "adamax": rules.adamax,
    "adamax:0.1,0.8": partial(rules.adamax, learning_rate=0.1, beta_1=0.8),
    "nadam": rules.nadam,
    "nadam:0.1,0.8,0.9": partial(rules.nadam, learning_rate=0.1, beta_1=0.8, beta_2=0.9),
    "lamb": rules.lamb,
    "lamb:0.1": partial(rules.lamb, learning_rate=0.1),
    "lion": rules.lion,
    "lion:0.1,0.5,0.6": partial(rules.lion, learning_rate=0.1, beta_1=0.5, beta_2=0.6),
    "schedule_free_adamw": partial(rules.schedule_free_adamw, recovers_late=True),
    "schedule_free_adamw:0.1,warmup_steps=10": partial(
        rules.schedule_free_adamw, learning_rate=0.1, warmup_steps=10, recovers_late=True
    ),
    "ftrl": rules.ftrl,
    "ftrl:0.1,-0.4,0.2,0.01,0.02,0.03,0.5": partial(
        rules.ftrl,
        learning_rate=0.1,
        power=-0.4,
        initial=0.2,
        l1=0.01,
        l2=0.02,
        shrinkage=0.03,
        beta=0.5,
    ),
    "adafactor": rules.adafactor,
    "adafactor:0.5": partial(rules.adafactor, learning_rate=0.5),
    "muon": rules.muon,
    "muon:0.1": partial(rules.muon, learning_rate=0.1),
    "muon(nesterov=false,rms_rate=none)": partial(rules.muon, nesterov=False, rms_rate=None),
}


def optimizer(text: str) -> Any:
    return structure(Optimizer, text, installed_registry()).build()


def slope(weights: list[Array]) -> list[Array]:
    return [c * (w - b) for c, w, b in zip(CURVATURE, weights, BEST, strict=True)]


def loss(weights: list[Array]) -> float:
    parts = zip(CURVATURE, weights, BEST, strict=True)
    return float(sum(np.sum(c * (w - b) ** 2) / 2 for c, w, b in parts))


def descend(text: str, steps: int) -> list[list[Array]]:
    """The weights after each step of Keras, in a graph as `fit` takes them."""
    found, weights, way = optimizer(text), [keras.Variable(w) for w in START], [START]
    found.build(weights)
    step = tf.function(lambda gradients: found.apply(gradients, weights))
    for _ in range(steps):
        step([tf.constant(g) for g in slope(way[-1])])
        way.append([np.array(w) for w in weights])
    return way[1:]


def expected(rule: Rule, steps: int) -> list[list[Array]]:
    """The weights after each step of a rule."""
    way, moves = [START], [rule(w) for w in START]
    for t in range(1, steps + 1):
        parts = zip(moves, way[-1], slope(way[-1]), strict=True)
        way.append([move(w, g, t) for move, w, g in parts])
    return way[1:]


def test_every_optimizer_has_a_rule_here() -> None:
    registry = installed_registry()
    ours = {e.name for e in registry.entries(Optimizer) if e.distribution == "keras-blocks-keras"}
    assert ours == {text.partition(":")[0].partition("(")[0] for text in RULES}


def test_every_optimizer_shows_its_rule_in_lines_that_fit_a_narrow_terminal() -> None:
    for _, component in installed_registry().components(Optimizer):
        lines = (inspect.getdoc(component) or "").splitlines()
        rule = [line for line in lines if line.startswith("    ")]
        assert any(line.startswith("    w ← ") for line in rule), component
        assert max(map(len, rule)) <= 60, component


def assert_close(found: list[Array], wanted: list[Array]) -> None:
    """Within 2e-5 of the way: TensorFlow rounds 0.001, which is 1 - beta_2, to float32."""
    for f, w, start in zip(found, wanted, START, strict=True):
        np.testing.assert_allclose(f, w, rtol=0, atol=2e-5 * np.abs(w - start).max())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=since_keras(3, 14) if text.startswith("schedule_free") else ())
        for text in RULES
    ],
)
def test_one_step_and_fifty(text: str) -> None:
    way, wanted = descend(text, 50), expected(RULES[text], 50)
    assert_close(way[0], wanted[0])
    assert_close(way[49], wanted[49])
    assert loss(way[49]) < loss(START)


def test_a_schedule_sets_the_size_of_each_step() -> None:
    weights = START
    for t in range(10):
        rate = 0.1 * float(0.5 ** (t / 5))
        weights = [w - rate * g for w, g in zip(weights, slope(weights), strict=True)]
    assert_close(descend("sgd(exponential_decay(0.1,5,0.5))", 10)[9], weights)


def test_muon_leaves_excluded_layers_to_adamw() -> None:
    kernel, gradient = keras.Variable(START[0], name="output"), slope(START)[0]
    found = optimizer("muon:0.1,exclude_layers=[output]")
    found.apply([keras.ops.array(gradient)], [kernel])
    wanted = rules.adam(START[0], 0.1, weight_decay=0.004)(START[0], gradient, 1)
    assert_close([np.asarray(kernel), *START[1:]], [wanted, *START[1:]])


@since_keras(3, 14)
def test_schedule_free_adamw_is_not_that_of_its_paper() -> None:
    """When this fails, Keras is mended: take recovers_late away, and the note in the component."""
    found = descend("schedule_free_adamw:0.1", 50)[49]
    paper = expected(partial(rules.schedule_free_adamw, learning_rate=0.1), 50)[49]
    assert max(np.abs(f - p).max() for f, p in zip(found, paper, strict=True)) > 0.01
