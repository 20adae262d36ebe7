"""Drawings: curves as formulas, and points where they are finite."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_registry import Activation, Curve, Drawing, InvalidComponentError, draw_function, param
from kb_registry.components._drawing import LARGEST, slope


def test_points_are_evenly_spaced_from_end_to_end() -> None:
    drawing = draw_function(lambda x: x * x, 0.0, 1.0)
    assert drawing.points(5)["f(x)"] == [
        (0, 0),
        (0.25, 0.0625),
        (0.5, 0.25),
        (0.75, 0.5625),
        (1, 1),
    ]


def test_points_without_a_finite_value_are_left_out() -> None:
    curves = (Curve("inverse", lambda x: 1 / x), Curve("nowhere", lambda _: math.inf))
    assert Drawing("x", "y", -1.0, 1.0, curves).points(3) == {"inverse": [(-1, -1), (1, 1)]}
    assert Drawing("x", "y", 0.0, math.inf, curves).points() == {}
    assert Drawing("x", "y", 1e99, 1e99 + 1.0, curves).points() == {}
    assert Curve("huge", lambda x: x * 2 * LARGEST).points(0.0, 1.0, 3) == [(0, 0), (0.5, LARGEST)]
    assert Drawing("x", "y", 0.0, 1000.0, (Curve("e", math.exp),)).points(2) == {"e": [(0.0, 1.0)]}


@given(st.floats(-10, 10))
def test_a_slope_is_the_derivative(x: float) -> None:
    assert slope(math.sin)(x) == pytest.approx(math.cos(x), abs=1e-8)


def test_a_slope_knows_kinks_from_jumps() -> None:
    assert slope(abs)(0.0) == 0.0
    assert slope(lambda x: max(x, 0.0))(0.0) == pytest.approx(0.5)
    assert math.isnan(slope(lambda x: float(x > 0))(0.0))
    assert slope(lambda x: float(x > 0))(0.1) == 0.0


def test_a_component_is_its_own_example_where_parameters_tell_theirs() -> None:
    class Told(Activation):
        """Component."""

        a: float = param(example=2, help="a")
        b: float = param(default=1.0, help="b")

    class Untold(Activation):
        """Component."""

        a: float = param(help="a")

    assert Told.example() == Told(2.0)
    assert Untold.example() is None
    assert Told(1.0).drawing() is None


def test_an_example_is_checked_as_a_default_is() -> None:
    class Wrong(Activation):
        """Component."""

        a: float = param(example="x", help="a")

    with pytest.raises(InvalidComponentError, match="the example must be a number"):
        Wrong.parameters()
