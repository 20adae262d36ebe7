from pathlib import Path

import pytest
from kb_engine import Recipe, RecipeError, read_choices, write_recipe
from kb_keras.activations.rectifiers import PReLU
from kb_registry import (
    Activation,
    Callback,
    Initializer,
    InvalidParameterError,
    InvalidReferenceError,
    Metric,
    Normalization,
    Optimizer,
    UnknownNameError,
)


def test_what_is_not_chosen_gets_the_default_of_its_kind() -> None:
    recipe = Recipe.from_choices({"act": "prelu"})
    assert recipe.texts()["act"] == "prelu"
    assert recipe.texts()["init"] == "glorot_uniform"
    assert recipe.texts()["norm"] == "none"
    assert recipe.texts()["epochs"] == "10"


def test_text_tables_and_components_are_the_same_choice() -> None:
    text = Recipe.from_choices({"act": "leaky_relu:0.1"})
    table = Recipe.from_choices({"act": {"name": "leaky_relu", "negative_slope": 0.1}})
    leaky_relu = text.get(Activation)
    assert text == table == Recipe.from_choices({"act": leaky_relu})


def test_fields_have_a_short_and_a_long_name() -> None:
    assert Recipe.from_choices({"activation": "selu"}) == Recipe.from_choices({"act": "selu"})


def test_none_leaves_a_component_out() -> None:
    assert Recipe.from_choices({"norm": "none"}).get(Normalization) is None
    assert Recipe.from_choices({"norm": None}).get(Normalization) is None


def test_lookup_by_kind_is_typed() -> None:
    recipe = Recipe.from_choices({"init": "he_normal", "opt": "sgd:momentum=0.9"})
    initializer, optimizer = recipe.get(Initializer), recipe.get(Optimizer)
    assert initializer is not None
    assert optimizer is not None
    assert recipe.texts()["opt"] == "sgd:momentum=0.9"


def test_a_callback_stands_beside_the_default_one() -> None:
    both = Recipe.from_choices({"callback": ["terminate_on_nan"]})
    assert len(both.all(Callback)) == 2
    alone = Recipe.from_choices({"callback": ["none", "terminate_on_nan"]})
    assert len(alone.all(Callback)) == 1
    assert Recipe.from_choices({"callback": "none"}).all(Callback) == ()


def test_giving_a_default_member_with_parameters_replaces_it() -> None:
    (chosen,) = Recipe.from_choices({"callback": "tensorboard:budget=0.5"}).all(Callback)
    (default,) = Recipe.from_choices({}).all(Callback)
    assert type(chosen) is type(default)
    assert chosen != default


def test_members_of_one_class_stand_side_by_side() -> None:
    files = ["model_checkpoint:last.keras", "model_checkpoint:best.keras,save_best_only=true"]
    recipe = Recipe.from_choices({"callback": ["none", *files]})
    assert [getattr(each, "filepath", "") for each in recipe.all(Callback)] == [
        "last.keras",
        "best.keras",
    ]
    assert Recipe.from_choices(recipe.to_choices()) == recipe


def test_a_member_given_twice_counts_once() -> None:
    metrics = Recipe.from_choices({"metric": ["accuracy", "accuracy"]}).all(Metric)
    assert len(metrics) == 1


def test_a_toml_file_is_the_same_recipe(tmp_path: Path) -> None:
    recipe = Recipe.from_choices(
        {
            "act": "prelu",
            "norm": "batch_norm:momentum=0.9",
            "arch": "mlp(units=[30,10],block=[dense,act,norm])",
            "opt": "adam:learning_rate=0.01",
            "seed": 7,
        }
    )
    write_recipe(recipe, tmp_path / "recipe.toml")
    assert Recipe.from_choices(read_choices(tmp_path / "recipe.toml")) == recipe


def test_a_toml_file_of_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_bytes(b'\xef\xbb\xbfact = "elu"\r\nepochs = 3\r\n')
    assert read_choices(tmp_path / "recipe.toml") == {"act": "elu", "epochs": 3}


def test_the_key_tells_recipes_apart_and_ignores_spelling() -> None:
    plain = Recipe.from_choices({"act": "leaky_relu"})
    spelt_out = Recipe.from_choices({"act": "leaky_relu:negative_slope=0.3"})
    other = Recipe.from_choices({"act": "leaky_relu:negative_slope=0.31"})
    assert plain.key() == spelt_out.key() != other.key()
    assert Recipe.from_choices({"seed": 1}).key() != Recipe.from_choices({"seed": 2}).key()


def test_the_title_names_what_differs_from_the_default() -> None:
    recipe = Recipe.from_choices({"act": "prelu", "init": "he_normal", "opt": "nadam"})
    assert recipe.title() == "prelu-he_normal-nadam"
    assert Recipe.from_choices({}).title() == "default"


def test_components_may_be_given_as_such() -> None:
    assert Recipe.from_choices({"act": PReLU()}).get(Activation) == PReLU()


@pytest.mark.parametrize(
    ("choices", "error", "words"),
    [
        ({"actt": "relu"}, RecipeError, "no field 'actt'.*Did you mean act"),
        ({"act": "relu", "activation": "elu"}, RecipeError, "act is given twice"),
        ({"act": ""}, InvalidReferenceError, "expected a name"),
        ({"act": "preluu"}, UnknownNameError, "no activation 'preluu'.*prelu"),
        ({"act": 3}, RecipeError, "act must be an activation, not 3"),
        ({"act": "he_normal"}, UnknownNameError, 'init="he_normal"'),
        ({"lr": 0.1}, RecipeError, 'of the optimizer.\nSet it there: opt="sgd:learning_rate=0.1"'),
        ({"lr": 0.1, "opt": "adam"}, RecipeError, 'opt="adam:learning_rate=0.1"'),
        ({"units": [8]}, RecipeError, r'arch="mlp\(units=\[8\]\)"'),
        ({"lr": "fast"}, RecipeError, "learning_rate is a parameter of the optimizer."),
        ({"batch": 8}, RecipeError, "Did you mean batch_size?"),
        ({"epochs": -1}, RecipeError, "epochs must be an integer >= 0, not -1"),
        ({"seed": 2**32}, RecipeError, r"seed must be an integer >= 0 and <= 4294967295"),
        ({"batch_size": "32"}, RecipeError, "batch_size must be an integer.*, not '32'"),
        ({"opt": "sgd:momentum=2.0.0"}, InvalidParameterError, "momentum must be"),
        ({"opt": "sgd:mometum=0.9"}, InvalidParameterError, "Did you mean momentum"),
    ],
)
def test_mistakes_name_the_field_and_the_remedy(
    choices: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        Recipe.from_choices(choices)


def test_a_missing_or_broken_recipe_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"Can't read the recipe .*nowhere\.toml: No such file"):
        read_choices(tmp_path / "nowhere.toml")
    (tmp_path / "broken.toml").write_text("act = prelu")
    with pytest.raises(RecipeError, match=r"broken\.toml isn't a TOML file"):
        read_choices(tmp_path / "broken.toml")


def test_all_that_cannot_be_used_is_told_at_once() -> None:
    with pytest.raises(RecipeError) as caught:
        Recipe.from_choices({"act": "preluu", "opt": "sgd:momentun=1", "init": "he_normal"})
    first, *others = caught.value.message.splitlines()
    assert first == "2 values can't be used:"
    assert [line.split(".")[0] for line in others] == [
        "  There is no activation 'preluu'",
        "  optimizer sgd has no parameter 'momentun'",
    ]
