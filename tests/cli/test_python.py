"""`import kb`, as a notebook uses it."""

from pathlib import Path

import kb
import keras
import pytest
from kb_engine import Training, recipe_kinds
from kb_keras.activations.rectifiers import LeakyReLU
from kb_registry import KerasBlocksError, installed_registry


def test_build_gives_a_compiled_keras_model() -> None:
    model = kb.build(act="prelu", init="he_normal", opt="nadam")
    assert isinstance(model, keras.Model)
    assert model.compiled


def test_components_and_text_are_the_same_argument() -> None:
    assert kb.recipe(act=LeakyReLU(0.1)) == kb.recipe(act="leaky_relu:0.1")


def test_train_gives_history_scores_and_paths(tmp_path: Path) -> None:
    trained = kb.train(logdir=tmp_path, arch="mlp(units=[8])", epochs=1, callback="none")
    assert len(trained.history["val_loss"]) == 1
    assert trained.run.model_path.exists()
    assert trained.result.scores["test"]["accuracy"] > 0.1


def test_every_field_of_a_recipe_is_an_argument() -> None:
    options = {kind.kind.option for kind in recipe_kinds(installed_registry())}
    assert set(kb.Choices.__annotations__) == options | set(Training.parameters())


def test_a_run_goes_on_in_its_folder(tmp_path: Path) -> None:
    begun = kb.train(tmp_path, arch="mlp(units=[8])", epochs=1, callback="none", devices="one")
    resumed = kb.resume(str(begun.run.folder))
    assert resumed.run.folder == begun.run.folder
    assert resumed.history == begun.history


def test_a_wrong_name_raises_an_error_that_helps() -> None:
    with pytest.raises(KerasBlocksError, match="Did you mean he_normal"):
        kb.build(init="he_norml")
