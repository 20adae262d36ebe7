"""JSON Schema: what it accepts, structuring accepts, and the other way round."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from kb_registry import (
    Activation,
    Component,
    InvalidParameterError,
    InvalidReferenceError,
    Registry,
    Schedule,
    UnknownNameError,
    structure,
    to_table,
    to_text,
)
from kb_registry.schema import component_schema, definitions, document, kind_schema
from kb_registry.testing.strategies import components
from toy_blocks import Adam, Constant, Cosine, LeakyReLU, ReLU, Samples, Scaled, SiLU, Zeros
from toy_site import Site

Validators = Mapping[type[Component], Draft202012Validator]
CLASSES = [ReLU, LeakyReLU, SiLU, Zeros, Constant, Scaled, Cosine, Adam, Samples]

# former names are read with a warning, and that is wanted here
pytestmark = pytest.mark.filterwarnings("ignore::kb_registry.DeprecatedNameWarning")


@pytest.fixture(scope="module")
def validators(registry: Registry) -> Validators:
    return {k: Draft202012Validator(kind_schema(k, registry)) for k in registry.kinds()}


def test_every_kinds_schema_is_valid_by_the_metaschema(registry: Registry) -> None:
    for kind in registry.kinds():
        schema = kind_schema(kind, registry)
        Draft202012Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema


def test_a_component_reads_as_people_describe_it(registry: Registry) -> None:
    assert component_schema(LeakyReLU, registry) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "leaky_relu",
        "description": "Rectifier that lets a fixed share of negative inputs through.",
        "type": "object",
        "properties": {
            "name": {"enum": ["leaky_relu", "toy-blocks:leaky_relu"]},
            "negative_slope": {
                "description": "slope for x < 0",
                "type": "number",
                "minimum": 0,
                "maximum": 1.7976931348623157e308,
                "default": 0.3,
            },
            "alpha": {
                "description": "slope for x < 0",
                "type": "number",
                "minimum": 0,
                "maximum": 1.7976931348623157e308,
                "default": 0.3,
                "deprecated": True,
            },
        },
        "required": ["name"],
        "additionalProperties": False,
        "allOf": [
            {
                "oneOf": [
                    {"required": ["negative_slope"]},
                    {"required": ["alpha"]},
                    {"not": {"anyOf": [{"required": ["negative_slope"]}, {"required": ["alpha"]}]}},
                ]
            }
        ],
        "$defs": {},
    }


def test_kinds_inside_components_are_defined_beside_them(registry: Registry) -> None:
    assert set(component_schema(Adam, registry)["$defs"]) == {"schedule"}
    assert set(definitions([Activation], registry)) == {"activation"}
    assert set(kind_schema(Schedule, registry)["$defs"]) == {"schedule"}


def test_a_document_can_have_a_root_of_its_own(registry: Registry) -> None:
    root = {"type": "object", "properties": {"act": {"$ref": "#/$defs/activation"}}}
    validator = Draft202012Validator(document(root, [Activation], registry))
    assert validator.is_valid({"act": "leaky_relu:0.1"})
    assert validator.is_valid({"act": {"name": "leaky_relu", "negative_slope": 0.1}})
    assert not validator.is_valid({"act": "leaky_rely"})


def test_a_contested_name_needs_its_distribution(site: Site) -> None:
    source = "from kb_registry import Activation\nclass Snake(Activation):\n    '''Snake.'''\n"
    for letter in "ab":
        points = {"kb.activations": {"snake": f"{letter}_snakes:Snake"}}
        site.add(f"kb-{letter}", points, {f"{letter}_snakes": source})
    validator = Draft202012Validator(kind_schema(Activation, site.registry()))
    assert validator.is_valid({"name": "kb-a:snake"})
    assert not validator.is_valid({"name": "snake"})


def test_a_kind_without_members_accepts_nothing(site: Site) -> None:
    validator = Draft202012Validator(kind_schema(Schedule, site.registry()))
    assert not validator.is_valid("cosine")
    assert not validator.is_valid("")


NUMBERS = (
    st.integers(-2, 2)
    | st.sampled_from([0.0, 1.0, 0.5, 2**63 - 1, 2**63, -(2**63) - 1, 10**400, float("inf")])
    | st.floats(allow_nan=False)
)
WORDS = st.sampled_from(["none", "auto", "fan_in", "zeros", "toy-blocks:zeros", "a b", "c", "true"])
PLAIN = st.none() | st.booleans() | NUMBERS | WORDS | st.text(max_size=4)
TABLES = st.fixed_dictionaries(
    {"name": st.sampled_from(["zeros", "constant", "cosine", "os.system"]) | PLAIN},
    optional={"value": PLAIN, "steps": PLAIN, "initial": PLAIN, "alpha": PLAIN},
)
ANYTHING = PLAIN | TABLES | st.lists(PLAIN, max_size=5) | st.lists(TABLES, max_size=2)


@st.composite
def almost(draw: st.DrawFn, component: type[Component], registry: Registry) -> dict[str, Any]:
    """Tables of a component in which some values, keys or the name may be anything."""
    keys = [n for p in component.parameters().values() for n in (p.name, *p.former_names)]
    keys = sorted({*keys, "name", "surplus"})
    table = to_table(draw(components(component, registry)), registry)
    for key in draw(st.lists(st.sampled_from(keys), max_size=3)):
        if draw(st.booleans()):
            table[key] = draw(ANYTHING)
        else:
            table.pop(key, None)
    return table


def is_structured(kind: type[Component], source: Any, registry: Registry) -> bool:
    try:
        structure(kind, source, registry)
    except (InvalidParameterError, InvalidReferenceError, UnknownNameError):
        return False
    return True


@pytest.mark.parametrize("component", CLASSES)
@settings(max_examples=120)
@given(data=st.data())
def test_the_schema_accepts_a_table_exactly_if_structuring_does(
    registry: Registry,
    validators: Validators,
    component: type[Component],
    data: st.DataObject,
) -> None:
    table = data.draw(almost(component, registry))
    kind = registry.kind(component.kind.name)
    assert validators[kind].is_valid(table) is is_structured(kind, table, registry)


@pytest.mark.parametrize("component", CLASSES)
@settings(max_examples=30)
@given(data=st.data())
def test_the_schema_accepts_every_component_as_text(
    registry: Registry,
    validators: Validators,
    component: type[Component],
    data: st.DataObject,
) -> None:
    made = data.draw(components(component, registry))
    assert validators[registry.kind(component.kind.name)].is_valid(to_text(made, registry))


@given(text=st.text() | st.from_regex(r"\s?(toy-blocks:)?\s?(relu|silu|rel)\s?([:(].*)?"))
@example(text="toy-blocks : relu")
@example(text="Toy.Blocks:relu()")
def test_text_that_is_structured_is_accepted(
    registry: Registry, validators: Validators, text: str
) -> None:
    if is_structured(Activation, text, registry):
        assert validators[Activation].is_valid(text)
