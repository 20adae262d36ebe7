"""Recipes with what rules suggest."""

from pathlib import Path

import pytest
from kb_engine import Recipe
from kb_engine.diagnosis import can_mend, mend_recipe, read_check_settings
from kb_observe.rules import Change, Fix
from kb_registry import InvalidSettingsError


def fix(*changes: Change) -> Fix:
    return Fix("Do it.", changes)


def test_a_recipe_takes_blocks_rates_and_numbers() -> None:
    recipe = Recipe.from_choices({"act": "selu", "opt": "adam:0.5", "drop": "dropout:0.8"})
    mended = mend_recipe(
        recipe,
        [
            fix(Change("initializer", "lecun_normal", ("hidden_1",))),
            fix(Change("learning_rate", 0.001)),
            fix(Change("dropout", 0.2, ("hidden_1_drop",))),
            fix(Change("epochs", 30)),
        ],
    )
    texts = mended.texts()
    assert texts["init"] == "lecun_normal"
    assert texts["opt"] == "adam"
    assert texts["drop"] == "dropout:rate=0.2"
    assert texts["epochs"] == "30"
    assert texts["act"] == "selu"


def test_another_dropout_keeps_the_rate() -> None:
    recipe = Recipe.from_choices({"drop": "dropout:0.2"})
    mended = mend_recipe(recipe, [fix(Change("dropout", "alpha_dropout", ("hidden_1_drop",)))])
    assert mended.texts()["drop"] == "alpha_dropout:rate=0.2"


def test_the_first_change_of_a_field_wins() -> None:
    first, second = (fix(Change("activation", name, ("hidden_1",))) for name in ("elu", "relu"))
    assert mend_recipe(Recipe.from_choices({}), [first, second]).texts()["act"] == "elu"


def test_a_recipe_cant_change_its_output_or_its_data() -> None:
    assert can_mend(fix(Change("activation", "relu", ("hidden_1",))), ["output"])
    assert not can_mend(fix(Change("activation", "softmax", ("output",))), ["output"])
    assert not can_mend(fix(Change("inputs", "standardize")), ["output"])
    assert not can_mend(fix(), ["output"])


def test_settings_come_from_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.kb.check]\nignore = ["KB3"]\n')
    inner = tmp_path / "inner"
    inner.mkdir()
    assert read_check_settings(inner).ignore == ("KB3",)
    (inner / "kb.toml").write_text('[check]\nselect = ["KB1"]\n')
    assert read_check_settings(inner).select == ("KB1",)
    assert read_check_settings(inner).ignore == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[check]\nselekt = ["KB1"]', "no check setting 'selekt'"),
        ('[check]\nselect = "KB1"', "select must be a list"),
        ("check = 1", "check must be a table"),
        ("[check", "isn't valid TOML"),
    ],
)
def test_settings_that_cant_be_read_are_an_error(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "kb.toml").write_text(text)
    with pytest.raises(InvalidSettingsError, match=said):
        read_check_settings(tmp_path)
