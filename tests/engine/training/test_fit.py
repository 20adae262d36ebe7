"""What `fit` promises besides Keras' weights: callbacks, bad input, a model left as it was."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import fit


class Recorder(keras.callbacks.Callback):
    """Writes down the batch events of one epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[int] = []
        self.ended: list[int] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.begun.append(batch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.ended.append(batch)
        assert logs["loss"] > 0


def test_batch_events_come_for_each_batch_and_that_costs_speed(digits: Any, network: Any) -> None:
    theirs, ours = Recorder(), Recorder()
    network().fit(*digits, batch_size=16, verbose=0, callbacks=[theirs])
    history = fit(network(), digits, epochs=1, batch_size=16, seed=0, callbacks=[ours])
    assert ours.begun == theirs.begun == [0, 1, 2, 3, 4, 5]
    assert ours.ended == theirs.ended
    assert history.compilation.reason.endswith("stops after each batch for Recorder")


class PatientRecorder(Recorder):
    """Needs no call for each batch."""

    takes_chunks = True


def test_batch_events_come_once_per_chunk_as_with_steps_per_execution(
    digits: Any, network: Any
) -> None:
    theirs, ours = Recorder(), PatientRecorder()
    model = network(steps_per_execution=5)
    model.fit(*digits, batch_size=16, verbose=0, callbacks=[theirs])
    fit(network(), digits, epochs=1, batch_size=16, seed=0, callbacks=[ours])
    assert ours.begun == theirs.begun == [0, 5]
    assert ours.ended == theirs.ended == [4, 9]


def test_a_callback_may_stop_training(digits: Any, network: Any) -> None:
    stop = keras.callbacks.EarlyStopping("loss", min_delta=1e9, restore_best_weights=True)
    history = fit(network(), digits, epochs=9, batch_size=16, seed=0, callbacks=[stop])
    assert history.epoch == [0, 1]


def test_a_callback_may_evaluate_data_of_its_own(digits: Any, network: Any) -> None:
    losses: list[float] = []

    class Probe(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            x, y = digits
            losses.append(self.model.evaluate(x, y, batch_size=16, verbose=0)[0])

    history = fit(
        network(), digits, validation=digits, epochs=1, batch_size=16, seed=0, callbacks=[Probe()]
    )
    np.testing.assert_allclose(losses, history.history["val_loss"], rtol=1e-6)


def test_afterwards_the_model_is_trained_by_keras_again(digits: Any, network: Any) -> None:
    model = network()
    fit(model, digits, validation=digits, epochs=1, batch_size=16, seed=0)
    x, y = digits
    assert model.steps_per_execution == 1
    assert model.fit(x, y, validation_data=digits, verbose=0).history["loss"]


def test_an_unbuilt_model_is_built(digits: Any) -> None:
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(4, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    assert fit(model, digits, epochs=1, batch_size=16, seed=0).history["loss"]
    assert model.built


def test_no_epochs_change_nothing(digits: Any, network: Any) -> None:
    model = network()
    before = model.get_weights()
    assert fit(model, digits, epochs=0, batch_size=16, seed=0).history == {}
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_history_tells_how_the_run_was_compiled(digits: Any, network: Any) -> None:
    history = fit(network(), digits, epochs=1, batch_size=16, seed=0)
    assert history.compilation.choice == "graph"
    assert history.compilation.reason.startswith("6 steps are too few")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"compilation": "jit"}, "compilation must be auto, graph, xla or eager, got 'jit'"),
        ({"seed": -1}, "seed must be 0 or more, got -1"),
        ({"train": (np.ones((3, 8, 8)), np.ones(2))}, r"same number of samples, got \[2, 3\]"),
        ({"train": (np.ones((0, 8, 8)), np.ones(0))}, "there is no sample"),
        (
            {"train": (np.ones((3, 8, 8)), np.ones(3), np.ones(3)), "class_weight": {0: 1.0}},
            "class_weight and sample_weight can't both be given",
        ),
    ],
)
def test_a_senseless_argument_is_named(
    wrong: dict[str, Any], message: str, digits: Any, network: Any
) -> None:
    arguments = {"train": digits, "epochs": 1, "batch_size": 16, "seed": 0} | wrong
    with pytest.raises(ValueError, match=message):
        fit(network(), **arguments)


def test_a_model_must_be_compiled(digits: Any) -> None:
    model = keras.Sequential([keras.layers.Dense(4)])
    with pytest.raises(ValueError, match="must be compiled"):
        fit(model, digits, epochs=1, batch_size=16, seed=0)


def test_a_step_is_traced_once(digits: Any, network: Any) -> None:
    model, traced = network(), 0
    step = model.train_step

    def counted(batch: Any) -> Any:
        nonlocal traced
        traced += 1
        return step(batch)

    model.train_step = counted
    fit(model, digits, epochs=1, batch_size=16, seed=0)
    assert traced == 1


def test_texts_are_fed_as_they_are() -> None:
    words = np.array(["yes", "no"] * 10)
    model = keras.Sequential(
        [
            keras.Input((), dtype="string"),
            keras.layers.TextVectorization(vocabulary=["yes", "no"], output_sequence_length=1),
            keras.layers.Embedding(4, 1),
            keras.layers.Flatten(),
        ]
    )
    model.compile(keras.optimizers.SGD(1.0), "mse")
    history = fit(model, (words, words == "yes"), epochs=9, batch_size=5, seed=0)
    assert history.history["loss"][-1] < history.history["loss"][0] / 100


class Halved(keras.Model):
    """A model with a step of its own, and metrics that suit no other."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def train_step(self, data: Any) -> Any:
        x, y = data
        logs: Any = super().train_step(({"halved": x / 2}, y))
        return logs

    def call(self, inputs: Any) -> Any:
        return self.dense(inputs["halved"])

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        return super().compute_metrics(x["halved"], y, y_pred, sample_weight)


def two_outputs() -> keras.Model:
    x = keras.Input((3,))
    return keras.Model(x, {"a": keras.layers.Dense(1)(x), "b": keras.layers.Dense(2)(x)})


@pytest.mark.parametrize(
    ("make", "x", "y"),
    [
        (Halved, np.ones((20, 3)), np.ones((20, 1))),
        (two_outputs, np.ones((20, 3)), {"a": np.ones((20, 1)), "b": np.ones((20, 2))}),
        (
            lambda: keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]),
            np.ones(20),
            np.ones(20),
        ),
        (lambda: keras.Sequential([keras.layers.Dense(1)]), np.ones((20, 3)), np.ones((20, 1))),
    ],
    ids=["own step", "nested outputs", "rank that Keras adjusts", "not built"],
)
def test_metrics_of_any_model_are_those_of_keras(make: Any, x: Any, y: Any, twice: Any) -> None:
    def compiled() -> keras.Model:
        model: keras.Model = make()
        several = isinstance(y, dict)
        metrics = {"a": ["mae"], "b": ["mse"]} if several else ["mae"]
        model.compile("sgd", {"a": "mse", "b": "mae"} if several else "mse", metrics=metrics)
        return model

    model, ours = twice(compiled)
    theirs = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    history = fit(ours, (x, y), epochs=2, batch_size=8, seed=0, shuffle=False)
    assert history.history == theirs.history
