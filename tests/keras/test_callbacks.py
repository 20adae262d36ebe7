"""Keras' callbacks do their work in a run, and write into its folder alone."""

import csv
import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine import Recipe, build
from kb_registry import Callback, InvalidParameterError, RunContext, installed_registry, structure

Fit = Callable[..., Any]


@pytest.fixture
def fit(tmp_path: Path) -> Fit:
    """Train one weight towards 1, with a callback: `fit("early_stopping")`."""
    x = np.ones((8, 1), "float32")

    def run(text: str, *, epochs: int = 3, optimizer: Any = "sgd", target: float = 1.0) -> Any:
        callback: Any = structure(Callback, text, installed_registry())
        context = RunContext(tmp_path, recipe={}, choices={}, environment={}, data=None)
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
        model.compile(optimizer, "mean_squared_error")
        y = np.full((8, 1), target, "float32")
        built = callback.build(context)
        return model.fit(x, y, epochs=epochs, batch_size=8, verbose=0, callbacks=[built])

    return run


def test_early_stopping_ends_training_when_nothing_gets_better(fit: Fit) -> None:
    history = fit("early_stopping(loss,min_delta=100.0,patience=2)", epochs=9)
    assert len(history.history["loss"]) == 3


def test_early_stopping_can_bring_back_the_best_weights(fit: Fit) -> None:
    text = "early_stopping(loss,patience=3,restore_best_weights=true)"
    history = fit(text, epochs=9, optimizer=keras.optimizers.SGD(1.5))
    best = int(np.argmin(history.history["loss"]))
    error = abs(float(np.asarray(history.model.layers[0].kernel)[0, 0]) - 1)
    after_best = abs(np.sqrt(history.history["loss"][best]) * (1 - 2 * 1.5))
    assert error == pytest.approx(after_best, rel=1e-4)


def test_reduce_lr_on_plateau(fit: Fit) -> None:
    text = "reduce_lr_on_plateau(loss,factor=0.5,patience=1,min_delta=100.0,min_lr=0.1)"
    history = fit(text, epochs=6, optimizer=keras.optimizers.SGD(0.4))
    assert history.history["learning_rate"] == pytest.approx([0.4, 0.4, 0.2, 0.1, 0.1, 0.1])


def test_learning_rate_scheduler_counts_epochs(fit: Fit) -> None:
    history = fit("learning_rate_scheduler(piecewise_constant_decay([0,1],[0.4,0.2,0.1]))")
    assert history.history["learning_rate"] == pytest.approx([0.4, 0.2, 0.1])


def test_terminate_on_nan(fit: Fit) -> None:
    assert len(fit("terminate_on_nan", target=np.nan).history["loss"]) == 1


def test_swap_ema_weights_evaluates_the_average(fit: Fit) -> None:
    optimizer = keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5)
    assert len(fit("swap_ema_weights", optimizer=optimizer).history["loss"]) == 3


def test_csv_logger_writes_a_line_an_epoch(fit: Fit, tmp_path: Path) -> None:
    history = fit("csv_logger:separator=;")
    with (tmp_path / "epochs.csv").open() as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    assert [line["epoch"] for line in lines] == ["0", "1", "2"]
    assert [float(line["loss"]) for line in lines] == history.history["loss"]


def test_model_checkpoint_saves_what_loads(fit: Fit, tmp_path: Path) -> None:
    history = fit("model_checkpoint")
    loaded = keras.saving.load_model(tmp_path / "checkpoint.keras")
    np.testing.assert_array_equal(loaded.get_weights()[0], history.model.get_weights()[0])


def test_model_checkpoint_fills_in_the_name(fit: Fit, tmp_path: Path) -> None:
    fit("model_checkpoint('{epoch:02d}.weights.h5',save_weights_only=true)")
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"0{i}.weights.h5" for i in (1, 2, 3)]


@pytest.mark.parametrize(
    ("name", "reason"), [("{val_loss:.2f}", "val_loss"), ("{loss:d}", "Unknown format code 'd'")]
)
def test_model_checkpoint_names_what_the_log_holds(fit: Fit, name: str, reason: str) -> None:
    with pytest.raises(InvalidParameterError, match=f"can't be filled in: .*{reason}") as error:
        fit(f"model_checkpoint('{name}.keras')")
    assert error.value.hint == "The log holds epoch, loss."


def test_model_checkpoint_saves_only_what_is_better(fit: Fit, tmp_path: Path) -> None:
    history = fit("model_checkpoint(monitor=loss,mode=max,save_best_only=true)")
    first = keras.saving.load_model(tmp_path / "checkpoint.keras").get_weights()[0]
    assert abs(first - 1) > abs(history.model.get_weights()[0] - 1)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.keras"]


def test_model_checkpoint_that_fails_leaves_what_was_saved(
    fit: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit("model_checkpoint")
    whole = (tmp_path / "checkpoint.keras").read_bytes()

    def fail(_model: object, path: str, **_: object) -> None:
        Path(path).write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keras.Model, "save", fail)
    with pytest.raises(OSError, match="No space left"):
        fit("model_checkpoint")
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.keras"]
    assert (tmp_path / "checkpoint.keras").read_bytes() == whole


SCHEDULED = "sgd:learning_rate=cosine_decay(initial_learning_rate=0.1,decay_steps=1000)"


@pytest.mark.parametrize(
    ("callback", "chosen", "message"),
    [
        (
            "early_stopping:monitor=val_acc",
            {},
            "EarlyStopping: 'val_acc' isn't logged. Did you mean val_accuracy",
        ),
        ("reduce_lr_on_plateau:monitor=val_acc", {}, "ReduceLROnPlateau: 'val_acc' isn't logged"),
        ("model_checkpoint(monitor=los)", {}, "ModelCheckpoint: 'los' isn't logged"),
        ("model_checkpoint('{val_acc:.2f}.keras')", {}, "ModelCheckpoint: 'val_acc' isn't logged"),
        (
            "early_stopping:monitor=val_false_positives",
            {"data": "breast_cancer", "metric": "false_positives"},
            "Keras doesn't know which way val_false_positives is better. Write mode=max",
        ),
        ("reduce_lr_on_plateau", {"opt": SCHEDULED}, "ReduceLROnPlateau sets the learning rate"),
        (
            "learning_rate_scheduler(cosine_decay(0.1,9))",
            {"opt": f"lookahead({SCHEDULED.replace(':', '(', 1)}))"},
            "LearningRateScheduler sets the learning rate, and the optimizer's follows a schedule",
        ),
        ("swap_ema_weights", {}, "SwapEMAWeights: the optimizer keeps no moving average"),
    ],
)
def test_a_callback_that_does_not_suit_the_model_is_refused_before_training(
    callback: str, chosen: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidParameterError) as refused:
        build(Recipe.from_choices({**chosen, "callback": ["none", callback]}))
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("callback", "chosen"),
    [
        ("early_stopping:monitor=val_accuracy", {}),
        ("early_stopping:monitor=loss", {"data": "diabetes"}),
        ("early_stopping:monitor=val_mean_absolute_error", {"data": "diabetes"}),
        ("model_checkpoint('{epoch}-{val_loss:.2f}-{learning_rate}.keras')", {}),
        (
            "early_stopping(monitor=false_positives,mode=min)",
            {"data": "breast_cancer", "metric": "false_positives"},
        ),
        ("reduce_lr_on_plateau", {"opt": "lookahead(sgd)", "precision": "mixed_float16"}),
        ("swap_ema_weights", {"opt": "lookahead(sgd(use_ema=true))"}),
    ],
)
def test_a_callback_that_suits_the_model_is_not(callback: str, chosen: dict[str, str]) -> None:
    build(Recipe.from_choices({**chosen, "callback": ["none", callback]}))
