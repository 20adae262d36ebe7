"""A training is watched, and what goes wrong is told once."""

from pathlib import Path
from typing import Any

import kb
import keras
import pytest
from kb_engine.diagnosis.watching import Curve, Observation, Watch, read_observations
from kb_registry import KerasBlocksError
from kb_tensorboard import TensorBoard
from sklearn.datasets import load_digits

DIGITS, LABELS = load_digits(return_X_y=True)
X, Y = (DIGITS / 16).astype("float32"), LABELS


def network(activation: str, depth: int, rate: float = 0.01, *, norm: bool = False) -> keras.Model:
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(depth):
        model.add(keras.layers.Dense(16, activation=activation))
        if norm:
            model.add(keras.layers.BatchNormalization(momentum=0.999))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return model


def watched(model: keras.Model, epochs: int, **settings: Any) -> list[Observation]:
    told: list[Observation] = []
    watch = Watch(told.append, probe=(X, Y), **settings)
    model.fit(X, Y, epochs=epochs, batch_size=64, verbose=0, callbacks=[watch])
    assert told == watch.observations
    return told


def test_a_training_that_learns_is_left_in_peace() -> None:
    assert watched(network("relu", 1, 0.1), epochs=12) == []


def test_a_lost_gradient_is_named_once_with_its_layer_and_may_end_the_training() -> None:
    model = network("sigmoid", 8)
    (told,) = watched(model, epochs=40, stop=True)
    assert told.trouble == "vanishing"
    assert told.place is not None
    assert told.place.startswith("dense")
    assert "a constant prediction has 2.30" in told.because
    assert told.because.endswith(" The training stops here.")
    assert 300 <= told.step <= int(model.optimizer.iterations) < 400


def test_what_another_callback_sees_of_layers_is_heard(tmp_path: Path) -> None:
    model = network("relu", 1, norm=True)
    logging = TensorBoard(tmp_path, probe=(X, Y))
    watch = Watch(lambda _: None, probe=(X, Y))
    model.fit(X, Y, epochs=1, batch_size=64, verbose=0, callbacks=[logging, watch])
    assert [(each.trouble, each.place) for each in watch.observations] == [
        ("stale statistics", "batch_normalization")
    ]


def test_a_run_keeps_what_was_observed_and_tells_it_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = kb.train(
        tmp_path,
        act="sigmoid",
        arch="mlp(units=[16,16,16,16,16,16])",
        opt="sgd",
        epochs=12,
        callback="none",
        watch="stop",
    )
    (kept,) = trained.observations
    assert kept.trouble == "vanishing"
    assert len(trained.history["loss"]) < 12
    assert capsys.readouterr().err.count("vanishing") == 1

    why = kb.why(trained.run.folder, probing=False)
    assert (why.verdict, why.begins_at) == ("vanishing", kept.place)
    assert {each.source for each in why.evidence} >= {"run", "watch", "rules"}


def test_a_run_that_learned_is_called_healthy(tmp_path: Path) -> None:
    trained = kb.train(tmp_path, epochs=3, opt="adam", callback="none")
    why = kb.why(trained.run.folder)
    assert why.verdict == "healthy"
    assert why.mend is None
    assert "accuracy" in str(why)
    assert "<table>" in why._repr_html_()


def test_a_run_whose_loss_was_no_number_is_explained_by_the_layer(tmp_path: Path) -> None:
    with pytest.raises(KerasBlocksError, match="no longer finite"):
        kb.train(tmp_path, act="exponential", opt="sgd:100.0", epochs=2, callback="none")
    (folder,) = tmp_path.iterdir()
    (kept,) = read_observations(folder / "watch.json")
    why = kb.why(folder, probing=False)
    assert why.verdict == kept.trouble == "non-finite"
    assert why.because == kept.because
    assert why.mend is not None


@pytest.mark.parametrize(
    ("epochs", "validation", "method", "trouble"),
    [
        ([1.0, 0.6] + [0.5, 0.8] * 4, [], "uneven", "oscillating"),
        ([2.0, 1.0] + [0.9] * 25, [], "stalled", "stalled"),
        (
            [1.0, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.04],
            [1.0, 0.6, 0.7, 0.8, 0.9, 0.9, 1.0, 1.1],
            "overfits",
            "overfitting",
        ),
    ],
)
def test_curves_show_what_layers_dont(
    epochs: list[float], validation: list[float], method: str, trouble: str
) -> None:
    told = getattr(Curve(epochs=epochs, validation=validation), method)()
    assert told is not None
    assert told[0] == trouble
