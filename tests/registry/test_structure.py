"""Components from text and tables, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_registry import (
    Activation,
    Component,
    Dataset,
    DeprecatedNameWarning,
    Initializer,
    InvalidParameterError,
    InvalidReferenceError,
    Optimizer,
    Registry,
    Schedule,
    UnknownNameError,
    structure,
    to_table,
    to_text,
)
from kb_registry.testing.strategies import components
from toy_blocks import Adam, Constant, Cosine, LeakyReLU, ReLU, Samples, Scaled, SiLU, Zeros

READS_AS: list[tuple[type[Component], object, Component]] = [
    (Activation, "relu", ReLU()),
    (Activation, "toy-blocks:relu", ReLU()),
    (Activation, "Toy_Blocks:leaky_relu:0.1", LeakyReLU(0.1)),
    (Activation, "leaky_relu:negative_slope=1e-2", LeakyReLU(0.01)),
    (Activation, {"name": "leaky_relu", "negative_slope": 1}, LeakyReLU(1.0)),
    (Activation, {"name": "toy-blocks:relu"}, ReLU()),
    (Initializer, "scaled(2, fan_avg, none)", Scaled(2.0, "fan_avg")),
    (Optimizer, "adam(cosine(9))", Adam(Cosine(9))),
    (Optimizer, "adam:learning_rate=0.5,amsgrad=true", Adam(0.5, amsgrad=True)),
    (
        Optimizer,
        {"name": "adam", "learning_rate": {"name": "cosine", "steps": 9, "warmup": "cosine:3"}},
        Adam(Cosine(9, warmup=Cosine(3))),
    ),
    (Dataset, "samples(none)", Samples("none")),
    (Dataset, {"name": "samples", "path": "x", "label": "none"}, Samples("x", label="none")),
    (Dataset, {"name": "samples", "path": "x", "limit": "none"}, Samples("x", limit=None)),
    (
        Dataset,
        {"name": "samples", "path": "x", "fill": "constant:2"},
        Samples("x", fill=Constant(2)),
    ),
]


@pytest.mark.parametrize(("kind", "source", "expected"), READS_AS, ids=lambda case: str(case)[:40])
def test_text_and_tables_become_components(
    registry: Registry, kind: type[Component], source: str, expected: Component
) -> None:
    assert structure(kind, source, registry) == expected


MISTAKES: dict[type[Exception], list[tuple[type[Component], object, str]]] = {
    InvalidParameterError: [
        (Optimizer, "adam(learning_rate=-1)", "must be a number > 0 or a schedule, not -1."),
        (Optimizer, "adam(learning_rate=cosin)", "or a schedule, not cosin. Did you mean cosine?"),
        (
            Activation,
            "leaky_relu:1x",
            'must be a number >= 0, not 1x.\nSee its parameters: kb.show("leaky_relu")',
        ),
        (Activation, "leaky_relu:-1", "must be a number >= 0, not -1."),
        (Activation, "leaky_relu:slope=1", "no parameter 'slope'. Did you mean negative_slope?"),
        (Activation, "leaky_relu:negative_slop=1", "Did you mean negative_slope?"),
        (Activation, "leaky_relu(1, negative_slope=1)", "negative_slope is given twice"),
        (Activation, "leaky_relu(1, 2)", "at most 1 value without a name: 2 is one too many."),
        (Activation, "relu:1", "takes no values without a name: 1 is one too many."),
        (Activation, {"negative_slope": 1}, "A table for an activation needs a name."),
        (Activation, {"name": 1}, "A table for an activation needs a name."),
        (Optimizer, "adam:0.1,true", "at most 1 value without a name: true is one too many."),
        (Schedule, "cosine", "schedule cosine needs steps. Write cosine:steps=...."),
    ],
    UnknownNameError: [
        (Activation, {"name": "leaky_relu:0.1"}, "leaky_relu registers no activation '0.1'"),
        (Activation, {"name": "os.system"}, "There is no activation 'os.system'."),
        (Optimizer, "adam(cosin(9))", "There is no schedule 'cosin'. Did you mean cosine?"),
        (Optimizer, "adam:fast", "write adam(fast)"),
    ],
    InvalidReferenceError: [
        (Schedule, "cosine(", "expected a value, found the end"),
    ],
}


@pytest.mark.parametrize(
    ("error", "kind", "source", "message"),
    [(error, *row) for error, rows in MISTAKES.items() for row in rows],
    ids=str,
)
def test_a_mistake_says_what_to_write(
    registry: Registry, error: type[Exception], kind: type[Component], source: str, message: str
) -> None:
    with pytest.raises(error) as caught:
        structure(kind, source, registry)
    assert message in str(caught.value)


def test_tables_nest_as_deep_as_text_and_no_deeper(registry: Registry) -> None:
    table: dict[str, object] = {"name": "cosine", "steps": 1}
    for _ in range(500):
        table = {"name": "cosine", "steps": 1, "warmup": table}
    with pytest.raises(InvalidParameterError, match="nest at most 20 deep"):
        structure(Schedule, table, registry)


def test_former_names_are_read_with_a_warning_and_never_written(registry: Registry) -> None:
    with pytest.warns(DeprecatedNameWarning, match=r"swish is now called silu; .* toy-blocks 2\.0"):
        silu = structure(Activation, "swish", registry)
    assert to_text(silu, registry) == "silu"
    with pytest.warns(DeprecatedNameWarning, match="alpha is now called negative_slope"):
        leaky = structure(Activation, "leaky_relu:alpha=0.1", registry)
    assert to_text(leaky, registry) == "leaky_relu:negative_slope=0.1"
    with (
        pytest.warns(DeprecatedNameWarning),
        pytest.raises(InvalidParameterError, match="negative_slope is given twice"),
    ):
        structure(Activation, "leaky_relu:alpha=0.1,negative_slope=0.1", registry)


WRITTEN: list[tuple[Component, str]] = [
    (ReLU(), "relu"),
    (LeakyReLU(), "leaky_relu"),
    (LeakyReLU(0.01), "leaky_relu:negative_slope=0.01"),
    (Adam(Cosine(9, warmup=Cosine(3)), amsgrad=True),
     "adam(learning_rate=cosine(steps=9,warmup=cosine(steps=3)),amsgrad=true)"),
    (Samples("./a b.csv"), 'samples(path="./a b.csv")'),
    (Samples("a.csv", label="true"), 'samples(path=a.csv,label="true")'),
    (Samples(".5", limit=None), 'samples(path=".5",limit=none)'),
    (Samples("x", flip=True, share=1), "samples:path=x,share=1,flip=true"),
    (Samples("x", fill=None), "samples:path=x,fill=none"),
]  # fmt: skip  # a component and its text


@pytest.mark.parametrize(("component", "text"), WRITTEN, ids=[row[1] for row in WRITTEN])
def test_a_component_is_written_as_people_would(
    registry: Registry, component: Component, text: str
) -> None:
    assert to_text(component, registry) == text
    assert structure(type(component), text, registry) == component


def test_a_table_spells_out_every_parameter(registry: Registry) -> None:
    assert to_table(Adam(Cosine(9)), registry) == {
        "name": "adam",
        "learning_rate": {"name": "cosine", "steps": 9, "initial": 0.1},
        "amsgrad": False,
    }
    assert to_table(Samples("x", limit=None), registry)["limit"] == "none"


@pytest.mark.parametrize(
    "component", [ReLU, LeakyReLU, SiLU, Zeros, Constant, Scaled, Cosine, Adam, Samples]
)
@given(data=st.data())
def test_text_and_tables_are_the_identity(
    registry: Registry, component: type[Component], data: st.DataObject
) -> None:
    made = data.draw(components(component, registry))
    text, table = to_text(made, registry), to_table(made, registry)
    for source in (text, table):
        back = structure(component, source, registry)
        assert back == made
        assert repr(back) == repr(made)
        assert to_text(back, registry) == text
