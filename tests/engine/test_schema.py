"""The schema of recipes: what it accepts, a recipe accepts, and the other way round."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from kb_engine import Recipe, recipe_schema, write_recipe
from kb_registry import KerasBlocksError, installed_registry

VALIDATOR = Draft202012Validator(recipe_schema(installed_registry()))

CHOICES = st.sampled_from(
    [
        "none",
        None,
        "relu",
        "swish",
        "sgd",
        "batch_norm",
        "keras-blocks-keras:elu",
        "nothing_like_it",
        {"name": "leaky_relu", "negative_slope": 0.1},
        {"name": "leaky_relu", "negative_slope": -0.1},
        {"name": "leaky_relu", "slope": 0.1},
        {"name": "adam", "learning_rate": {"name": "exponential_decay"}},
        {"name": "prelu", "alpha_initializer": "zeros"},
        {"negative_slope": 0.1},
        ["none", "accuracy"],
        ["relu"],
        [],
        3,
        True,
    ]
)
FIELDS = st.sampled_from(["act", "activation", "opt", "norm", "metric", "callback", "actt"])
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "epochs": st.sampled_from([0, 3, -1, 2.5, "3", True]),
        "batch_size": st.sampled_from([0, 1, 64]),
        "precision": st.sampled_from(["float32", "float64"]),
    },
)


def accepted(choices: dict[str, object]) -> bool:
    try:
        Recipe.from_choices(choices)
    except KerasBlocksError:
        return False
    return True


def test_the_schema_is_valid_by_the_metaschema() -> None:
    Draft202012Validator.check_schema(recipe_schema(installed_registry()))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, CHOICES, max_size=2), SETTINGS)
def test_schema_and_recipe_accept_the_same(
    fields: dict[str, object], training: dict[str, object]
) -> None:
    choices = fields | training
    assert VALIDATOR.is_valid(choices) == accepted(choices)


@pytest.mark.parametrize("example", sorted(Path("examples/recipes").glob("*.toml")), ids=str)
def test_example_recipes_follow_the_schema(example: Path) -> None:
    VALIDATOR.validate(tomllib.loads(example.read_text()))


def test_written_recipes_follow_the_schema(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({"act": "prelu", "norm": "batch_norm", "drop": "dropout:0.2"})
    write_recipe(recipe, tmp_path / "recipe.toml")
    VALIDATOR.validate(tomllib.loads((tmp_path / "recipe.toml").read_text()))
