"""What was changed in a recipe is told in the recipe's words."""

import json

import pytest
from kb_engine import Recipe
from kb_engine.recipes._differences import differences

WRITTEN = {"opt": "adam", "arch": "mlp(units=[16])", "callback": "csv_logger"}


def told(**changes: object) -> list[str]:
    before, now = (Recipe.from_choices({**WRITTEN, **more}) for more in ({}, changes))
    written = json.loads(json.dumps(before.to_choices()))
    return [str(each) for each in differences(written, now.to_choices())]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epochs": 7}, "epochs was 10 and is 7"),
        ({"opt": "adam:0.1"}, "opt.learning_rate was 0.001 and is 0.1"),
        ({"opt": "adam:amsgrad=true"}, "opt.amsgrad was false and is true"),
        ({"act": "prelu"}, "act was relu and is prelu"),
        ({"norm": "batch_norm"}, "norm was none and is batch_norm"),
        ({"arch": "mlp(units=[16, 8])"}, "arch.units was [16] and is [16, 8]"),
        ({"opt": "adam(cosine_decay(0.1, 9))"},
         "opt.learning_rate was 0.001 and is cosine_decay"),
        ({"callback": "csv_logger:separator=;"}, "callback.csv_logger.separator was , and is ;"),
        ({"callback": ["none", "csv_logger"]},
         "callback was [none, tensorboard, csv_logger] and is [none, csv_logger]"),
    ],
)  # fmt: skip
def test_a_change_is_named_by_its_place(changes: dict[str, object], words: str) -> None:
    assert told(**changes) == [words]


def test_every_change_is_named() -> None:
    assert told(act="elu", seed=1) == ["act was relu and is elu", "seed was 0 and is 1"]


def test_what_was_not_there_is_absent() -> None:
    found = differences({"keras": "3"}, {"numpy": "2"})
    assert [str(each) for each in found] == [
        "keras was 3 and is absent",
        "numpy was absent and is 2",
    ]
