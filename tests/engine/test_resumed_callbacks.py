"""Callbacks and loss scaling resume with what they remember."""

from pathlib import Path

import keras
import numpy as np
import pytest
from kb_engine import (
    Recipe,
    resume,
    train,
    write_recipe,
)

from tests.engine.stopped import QUICK, StopAt, assert_same_weights

HALF = {
    "arch": "mlp(units=[16])",
    "precision": "mixed_float16",
    "opt": "sgd:learning_rate=0.1",
    "epochs": 5,
    "callback": "none",
}


def test_loss_scaling_hides_nothing_of_the_optimizer_inside(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**HALF, "opt": "nadam"})
    whole = train(recipe, tmp_path)
    folder = train(recipe, tmp_path, observers=[StopAt(1)]).run.folder
    assert resume(folder).history == whole.history
    loaded = whole.run.load().optimizer
    assert len(loaded.variables) == len(whole.model.optimizer.variables)
    for variable, expected in zip(loaded.variables, whole.model.optimizer.variables, strict=True):
        np.testing.assert_array_equal(variable, expected, err_msg=variable.path)


@pytest.mark.slow
def test_loss_scaling_is_resumed_any_number_of_times(tmp_path: Path) -> None:
    whole = train(Recipe.from_choices(HALF), tmp_path)
    folder = train(Recipe.from_choices(HALF), tmp_path, observers=[StopAt(0)]).run.folder
    for epoch in (1, 2, 3):
        assert resume(folder, [StopAt(epoch)]).result.status == "interrupted"
    resumed = resume(folder)
    assert resumed.history == whole.history
    one, other = resumed.model.optimizer, whole.model.optimizer
    assert isinstance(one, keras.optimizers.LossScaleOptimizer)
    assert int(one.step_counter) > 0
    for variable, expected in zip(one.variables, other.variables, strict=True):
        np.testing.assert_array_equal(variable, expected, err_msg=variable.path)
    for run in (resumed.run, whole.run):
        assert len(run.load().optimizer.variables) == len(other.variables)


def test_callbacks_go_on_with_what_they_remember(tmp_path: Path) -> None:
    patience = "early_stopping:patience=2,monitor=loss,mode=max"
    recipe = Recipe.from_choices({**QUICK, "callback": ["none", patience]})
    whole = train(recipe, tmp_path)
    resumed = resume(train(recipe, tmp_path, observers=[StopAt(1)]).run.folder)
    assert len(whole.history["loss"]) == len(resumed.history["loss"]) == 3


def test_edited_callbacks_go_on_with_their_new_parameters(tmp_path: Path) -> None:
    patient = "early_stopping:patience=4,monitor=loss,mode=max"
    recipe = Recipe.from_choices({**QUICK, "callback": ["none", patient]})
    folder = train(recipe, tmp_path, observers=[StopAt(1)]).run.folder
    impatient = Recipe.from_choices(
        {
            **QUICK,
            "callback": [
                "none",
                "terminate_on_nan",
                "early_stopping:patience=2,monitor=loss,mode=max",
            ],
        }
    )
    write_recipe(impatient, folder / "recipe.toml")
    assert len(resume(folder, force=True).history["loss"]) == 3


def test_the_best_model_stays_the_best_over_a_resume(tmp_path: Path) -> None:
    best = "model_checkpoint:monitor=loss,mode=max,save_best_only=true"
    recipe = Recipe.from_choices({**QUICK, "callback": ["none", best]})
    folder = train(recipe, tmp_path, observers=[StopAt(1)]).run.folder
    first = (folder / "checkpoint.keras").read_bytes()
    resume(folder)
    assert (folder / "checkpoint.keras").read_bytes() == first


@pytest.mark.parametrize("pressed", [[], [StopAt(2)]], ids=["alone", "with ctrl-c"])
def test_what_early_stopping_ended_is_not_gone_on_with(
    tmp_path: Path, pressed: list[keras.callbacks.Callback]
) -> None:
    patience = "early_stopping:patience=2,monitor=loss,mode=max"
    recipe = Recipe.from_choices({**QUICK, "callback": ["none", patience]})
    whole = train(recipe, tmp_path, observers=pressed)
    resumed = resume(whole.run.folder)
    assert resumed.result.status == "trained"
    assert resumed.history == whole.history
    assert len(whole.history["loss"]) == 3
    assert_same_weights(resumed.model, whole.model)
