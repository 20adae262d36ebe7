import json
import signal
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from kb_engine import (
    FailedRunError,
    LogdirError,
    Recipe,
    RecipeError,
    Result,
    Run,
    build,
    build_run,
    train,
)

from tests.preloaded import python

METRICS = ["recall", "auc"]
QUICK = {"arch": "mlp(units=[16])", "epochs": 2, "callback": "none"}


def test_a_built_model_is_compiled_and_named_by_role() -> None:
    model = build(Recipe.from_choices({"act": "prelu", "norm": "batch_norm", "opt": "nadam"}))
    names = [layer.name for layer in model.layers[1:]]
    assert names == [
        "flatten",
        "input_norm",
        "hidden_1",
        "hidden_1_norm",
        "hidden_1_act",
        "hidden_2",
        "hidden_2_norm",
        "hidden_2_act",
        "output",
    ]
    assert isinstance(model.optimizer, keras.optimizers.Nadam)


def test_building_twice_gives_equal_weights_and_distinct_layers() -> None:
    recipe = Recipe.from_choices({"init": "he_normal"})
    first, second = build(recipe), build(recipe)
    for one, other in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert first.layers[-1] is not second.layers[-1]


def test_recipes_that_differ_in_one_block_start_from_the_same_weights() -> None:
    relu = build(Recipe.from_choices({"act": "relu"}))
    selu = build(Recipe.from_choices({"act": "selu", "drop": "dropout:0.5"}))
    for name in ("hidden_1", "hidden_2", "output"):
        kernel, other = relu.get_layer(name).kernel, selu.get_layer(name).kernel
        np.testing.assert_array_equal(kernel, other)


def test_another_seed_gives_other_weights() -> None:
    first = build(Recipe.from_choices({"seed": 1})).get_layer("hidden_1").kernel.numpy()
    second = build(Recipe.from_choices({"seed": 2})).get_layer("hidden_1").kernel.numpy()
    assert not np.allclose(first, second)


def test_a_built_run_holds_recipe_environment_and_model(tmp_path: Path) -> None:
    built = build_run(Recipe.from_choices(QUICK), tmp_path)
    folder = built.run.folder
    assert {path.name for path in folder.iterdir()} == {
        "recipe.toml",
        "environment.json",
        "result.json",
        "model.keras",
    }
    assert json.loads((folder / "environment.json").read_text())["keras"] == keras.__version__
    assert Result.read(built.run.result_path).status == "built"


def test_the_saved_model_predicts_as_the_built_one(tmp_path: Path) -> None:
    built = build_run(Recipe.from_choices(QUICK), tmp_path)
    x = np.ones((2, 8, 8), "float32")
    np.testing.assert_array_equal(built.run.load()(x), built.model(x))


def test_a_trained_run_records_history_and_scores(tmp_path: Path) -> None:
    trained = train(Recipe.from_choices(QUICK), tmp_path)
    result = Result.read(trained.run.result_path)
    assert result == trained.result
    assert result.status == "trained"
    assert len(result.history["loss"]) == len(result.history["val_accuracy"]) == 2
    assert set(result.scores) == {"train", "validation", "test"}
    assert sum(result.samples.values()) == 1797


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can forget a peak")
def test_a_run_records_the_most_memory_that_its_training_took(tmp_path: Path) -> None:
    class Hungry(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            del epoch, logs
            np.ones(2**27, "uint8")  # 128 MiB, freed at once

    lean, hungry, again = (
        train(Recipe.from_choices(QUICK), tmp_path, observers).result.megabytes
        for observers in ((), (Hungry(),), ())
    )
    assert lean
    assert hungry
    assert again
    assert hungry - 64 > max(lean, again)


def test_the_same_recipe_again_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    recipe = Recipe.from_choices(QUICK)
    first, second = build_run(recipe, tmp_path).run, build_run(recipe, tmp_path).run
    assert second.name == f"{first.name}-2"


def test_an_unwritable_log_directory_is_said_before_training(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(LogdirError, match="Can't write to the log directory"):
        train(Recipe.from_choices(QUICK), blocked / "logs")


def test_no_epochs_leave_the_first_weights(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "epochs": 0})
    trained = train(recipe, tmp_path)
    assert trained.history == {}
    for one, other in zip(trained.model.get_weights(), build(recipe).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_batch_larger_than_the_data_is_all_of_the_data(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "batch_size": 100_000})
    trained = train(recipe, tmp_path)
    assert int(trained.model.optimizer.iterations) == 2


def test_two_trainings_of_one_recipe_agree_to_the_last_digit(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "drop": "dropout:0.2"})
    first, second = train(recipe, tmp_path), train(recipe, tmp_path)
    assert first.history == second.history


def test_the_record_says_how_the_steps_were_compiled_and_why(tmp_path: Path) -> None:
    trained = train(Recipe.from_choices({**QUICK, "compile": "graph"}), tmp_path)
    assert trained.result.compilation == {"choice": "graph", "reason": "asked for"}


def test_mixed_precision_computes_in_half_and_keeps_whole_weights() -> None:
    model = build(Recipe.from_choices({"precision": "mixed_bfloat16"}))
    hidden = model.get_layer("hidden_1")
    assert hidden.compute_dtype == "bfloat16"
    assert hidden.kernel.dtype == "float32"
    assert keras.config.dtype_policy().name == "float32"


def test_a_loss_that_is_no_number_fails_the_run_and_keeps_it(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "opt": "sgd:learning_rate=1e30", "norm": "batch_norm"})
    with pytest.raises(FailedRunError, match="no longer finite"):
        train(recipe, tmp_path)
    (folder,) = tmp_path.iterdir()
    assert Result.read(folder / "result.json").status == "failed"
    for weight in Run.open(folder).load().weights:
        assert np.isfinite(weight).all(), weight.path


def test_ctrl_c_ends_the_training_and_keeps_what_was_learned(tmp_path: Path) -> None:
    class Impatience(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            if epoch == 1:
                signal.raise_signal(signal.SIGINT)

    recipe = Recipe.from_choices({**QUICK, "epochs": 50})
    trained = train(recipe, tmp_path, observers=[Impatience()])
    assert trained.result.status == "interrupted"
    assert len(trained.history["loss"]) == 2
    assert trained.run.model_path.exists()


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"metric": "f1_score"}, "metric f1_score needs one hot labels, and digits has integer"),
        ({"loss": "mean_squared_error"}, "loss mean_squared_error needs real targets"),
        ({"loss": "binary_crossentropy"}, "Use sparse_categorical_crossentropy"),
        ({"loss": "huber", "data": "iris"}, "iris has integer labels"),
        ({"metric": "accuracy", "loss": "sparse_categorical_crossentropy", "data": "diabetes"},
         "needs integer labels, and diabetes has real targets"),
    ],
)  # fmt: skip
def test_a_loss_or_metric_for_other_targets_is_refused(choices: dict[str, str], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        build(Recipe.from_choices(choices))


def test_metrics_of_one_class_are_logged_side_by_side(tmp_path: Path) -> None:
    top = [f"sparse_top_k_categorical_accuracy:k={k}" for k in (2, 10)]
    history = train(Recipe.from_choices({**QUICK, "metric": top}), tmp_path).history
    assert history["sparse_top_k_categorical_accuracy"][0] < 1
    assert history["sparse_top_k_categorical_accuracy_1"][0] == 1


def test_the_largest_seed_trains(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "seed": 2**32 - 1, "epochs": 1})
    assert train(recipe, tmp_path).result.status == "trained"


def test_a_layer_that_is_not_keras_own_loads_from_its_run(tmp_path: Path) -> None:
    built = build_run(Recipe.from_choices({**QUICK, "drop": "mc_dropout:0.2"}), tmp_path)
    program = f"""
from pathlib import Path
from kb_engine import Run
model = Run.open(Path({str(built.run.folder)!r})).load()
print(type(model.get_layer("hidden_1_drop")).__name__)
"""
    loaded = python("-c", program)
    assert loaded.stdout == "MCDropout\n", loaded.stderr


def test_a_metric_is_logged_under_its_name_however_many_were_built_before(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "data": "breast_cancer", "metric": METRICS})
    for _ in range(2):
        history = train(recipe, tmp_path).history
        assert set(history) == {f"{part}{n}" for part in ("", "val_") for n in ("loss", *METRICS)}
