"""Schedules follow their formulas."""

from collections.abc import Callable

import numpy as np
import pytest
from kb_registry import Schedule, installed_registry, structure

STEPS = [0, 1, 4, 5, 9, 10, 11, 20, 25, 30, 31, 69, 70, 71, 150]


def cosine(share: float) -> float:
    return float((1 + np.cos(np.pi * share)) / 2)


def restarts(t: int) -> float:
    """Cycles of 10, 20, 40 and 80 steps, each from half of where the one before began."""
    cycle, length = 0, 10
    while t >= length:
        t, cycle, length = t - length, cycle + 1, length * 2
    return 0.8 * (0.9 * 0.5**cycle * cosine(t / length) + 0.1)


def cycled(t: int) -> float:
    end = 10 * max(1, int(np.ceil(t / 10)))
    return (0.8 - 0.2) * (1 - t / end) ** 2 + 0.2


FORMULAS: dict[str, Callable[[int], float]] = {
    "cosine_decay:0.8,20": lambda t: 0.8 * cosine(min(t, 20) / 20),
    "cosine_decay:0.8,20,0.1": lambda t: 0.8 * (0.9 * cosine(min(t, 20) / 20) + 0.1),
    "cosine_decay:0.2,20,warmup_target=0.8,warmup_steps=10": lambda t: (
        0.2 + 0.6 * t / 10 if t < 10 else 0.8 * cosine(min(t - 10, 20) / 20)
    ),
    "cosine_decay_restarts:0.8,10,m_mul=0.5,alpha=0.1": restarts,
    "cosine_decay_restarts:0.8,10,t_mul=1.0": lambda t: 0.8 * cosine(t % 10 / 10),
    "exponential_decay:0.8,10,0.5": lambda t: 0.8 * 0.5 ** (t / 10),
    "exponential_decay:0.8,10,0.5,staircase=true": lambda t: 0.8 * 0.5 ** (t // 10),
    "inverse_time_decay:0.8,10,0.5": lambda t: 0.8 / (1 + 0.5 * t / 10),
    "inverse_time_decay:0.8,10,0.5,staircase=true": lambda t: 0.8 / (1 + 0.5 * (t // 10)),
    "piecewise_constant_decay:[5,30],[0.8,0.4,0.1]": lambda t: (
        0.8 if t <= 5 else 0.4 if t <= 30 else 0.1
    ),
    "polynomial_decay:0.8,20": lambda t: (0.8 - 0.0001) * (1 - min(t, 20) / 20) + 0.0001,
    "polynomial_decay:0.8,10,0.2,2.0,cycle=true": cycled,
}


@pytest.mark.parametrize("text", FORMULAS)
def test_rates(text: str) -> None:
    schedule = structure(Schedule, text, installed_registry()).build()
    found = [float(schedule(step)) for step in STEPS]
    assert found == pytest.approx([FORMULAS[text](step) for step in STEPS], rel=1e-4, abs=1e-6)


def test_every_schedule_has_a_formula_here() -> None:
    registry = installed_registry()
    ours = {e.name for e in registry.entries(Schedule) if e.distribution == "keras-blocks-keras"}
    assert ours == {text.partition(":")[0] for text in FORMULAS}
