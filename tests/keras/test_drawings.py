"""What kb show draws is what Keras computes: every drawing is held against the built object."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kb_keras._densities import NARROWING, fans
from kb_keras.dropouts import GaussianDropout, GaussianNoise
from kb_keras.initializers import HeNormal, RandomNormal, VarianceScaling
from kb_registry import (
    Activation,
    Component,
    Dropout,
    Initializer,
    Regularizer,
    Schedule,
    installed_registry,
)
from kb_registry.testing import Subject
from kb_registry.testing._drawings import draws_what_it_builds
from kb_registry.testing.strategies import components
from scipy.integrate import trapezoid

REGISTRY = installed_registry()
KINDS: list[type[Component]] = [Activation, Initializer, Regularizer, Schedule]

UNDRAWN = {
    "activations": {"glu", "log_softmax", "softmax", "sparsemax"},
    "initializers": {"constant", "identity", "ones", "orthogonal", "zeros"},
    "regularizers": {"orthogonal_regularizer"},
    "schedules": set[str](),
}
"""Components that are no function of one number, or no density."""

VARIED = [
    *("relu(max_value=3, negative_slope=0.1, threshold=1)", "leaky_relu:0.01", "elu:2", "celu:2"),
    *("prelu(constant(0.25))", "prelu(ones)", "threshold:1,-2", "gelu:approximate=true"),
    *("squareplus:1", "hard_shrink:5", "soft_shrink:2", "acon_c:3", "rrelu:2,4"),
]
SCHEDULES = [
    "cosine_decay:0.8,20,0.1",
    "cosine_decay:0.2,20,warmup_target=0.8,warmup_steps=10",
    "cosine_decay_restarts:0.8,10,alpha=0.1,m_mul=0.5",
    "cosine_decay_restarts:0.8,10,t_mul=1",
    "exponential_decay:0.8,10,0.5,staircase=true",
    "inverse_time_decay:0.8,10,0.5,staircase=true",
    "polynomial_decay:0.8,10,0.2,2,cycle=true",
]
INITIALIZERS = [
    "variance_scaling(scale=3,mode=fan_out)",
    "variance_scaling(mode=fan_avg,distribution=uniform)",
    "variance_scaling(distribution=untruncated_normal)",
    "random_normal:0.5,0.2",
    "truncated_normal:0.5,0.2",
    "random_uniform:-0.1,0.3",
]
REGULARIZERS = ["l1:0.3", "l2:0.3", "l1_l2:0.1,0.2"]


def check(kind: type[Component], text: str) -> None:
    name = text.partition(":")[0].partition("(")[0]
    text = "" if text == name else text
    draws_what_it_builds(Subject(REGISTRY.entry(kind, name), kind, REGISTRY, text))


def drawn(kind: type[Component]) -> list[str]:
    return [
        entry.name
        for entry, component in REGISTRY.components(kind)
        if (example := component.example()) is not None and example.drawing() is not None
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind.name)
def test_whatever_has_a_curve_is_drawn(kind: type[Component]) -> None:
    group = kind.kind.group.removeprefix("kb.")
    listed = {entry.name for entry in REGISTRY.canonical_entries(kind)}
    assert listed - set(drawn(kind)) == UNDRAWN[group]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((kind, name) for kind in KINDS for name in drawn(kind)),
        *((Activation, text) for text in VARIED),
        *((Schedule, text) for text in SCHEDULES),
        *((Initializer, text) for text in INITIALIZERS),
        *((Regularizer, text) for text in REGULARIZERS),
    ],
)
def test_the_drawing_is_what_is_built(kind: type[Component], text: str) -> None:
    check(kind, text)


slope = st.floats(0, 4, width=16)
scale = st.floats(0.125, 4, width=16)


@settings(max_examples=15, deadline=None)
@given(st.data())
@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        (Activation, "leaky_relu", {"negative_slope": slope}),
        (Activation, "relu", {"max_value": scale, "negative_slope": slope, "threshold": slope}),
        (Activation, "elu", {"alpha": scale}),
        (Activation, "celu", {"alpha": scale}),
        (Activation, "squareplus", {"b": slope}),
        (Activation, "soft_shrink", {"threshold": slope}),
        (
            Schedule,
            "cosine_decay",
            {
                "initial_learning_rate": slope,
                "decay_steps": st.integers(1, 5000),
                "alpha": st.floats(0, 1, width=16),
                "warmup_target": slope,
                "warmup_steps": st.integers(0, 5000),
            },
        ),
        (
            Schedule,
            "polynomial_decay",
            {
                "initial_learning_rate": slope,
                "decay_steps": st.integers(1, 5000),
                "end_learning_rate": slope,
                "power": scale,
                "cycle": st.booleans(),
            },
        ),
    ],
)
def test_the_drawing_is_what_is_built_with_any_parameters(
    kind: type[Component],
    name: str,
    values: dict[str, st.SearchStrategy[object]],
    data: st.DataObject,
) -> None:
    given_values = data.draw(st.fixed_dictionaries(values))
    written = ",".join(f"{key}={str(value).lower()}" for key, value in given_values.items())
    check(kind, f"{name}:{written}")


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_valid_parameter_breaks_a_drawing(data: st.DataObject) -> None:
    kind: type[Component] = data.draw(st.sampled_from([*KINDS, Dropout]))
    classes = [component for _, component in REGISTRY.components(kind)]
    chosen = data.draw(st.sampled_from(classes))
    drawing = data.draw(components(chosen, REGISTRY)).drawing()
    points = {} if drawing is None else drawing.points()
    assert all(math.isfinite(x) and math.isfinite(y) for p in points.values() for x, y in p)


@pytest.mark.parametrize("shape", [(300, 100), (3, 3, 16, 32), (7,)])
def test_an_initializer_is_drawn_for_its_shape(shape: tuple[int, ...]) -> None:
    drawing = HeNormal().drawing(shape)
    assert drawing is not None
    points = np.array(drawing.points()["density"])
    width = points[1, 0] - points[0, 0]
    variance = float(np.sum(points[:, 1] * points[:, 0] ** 2) * width)
    assert variance == pytest.approx(2 / fans(shape)[0], rel=1e-2)


def test_keras_own_constant_for_what_a_cut_takes_away() -> None:
    assert pytest.approx(0.87962566103423978, abs=1e-12) == NARROWING


@pytest.mark.parametrize(
    ("component", "unit"), [(GaussianDropout(0.3, seed=1), 1.0), (GaussianNoise(0.3, seed=1), 0.0)]
)
def test_noise_is_distributed_as_drawn(component: Dropout, unit: float) -> None:
    drawing = component.drawing()
    assert drawing is not None
    made = np.asarray(component.build()(np.full((256, 256), unit, "float32"), training=True))
    x, y = np.array(drawing.points()["density"]).T
    mean = trapezoid(x * y, x)
    deviation = np.sqrt(trapezoid((x - mean) ** 2 * y, x))
    error = 5 * deviation / made.shape[0]
    assert made.mean() == pytest.approx(mean, abs=error)
    assert made.std() == pytest.approx(deviation, rel=0.02)


def test_a_single_value_has_no_density() -> None:
    assert RandomNormal(0.5, 0.0).drawing() is None
    assert VarianceScaling(distribution="uniform").drawing((0, 5)) is not None
