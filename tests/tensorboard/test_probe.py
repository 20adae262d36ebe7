"""Activations, gradients and batch statistics, seen through a fixed batch of 64 samples."""

import random
from typing import Any

import keras
import numpy as np
import pytest
from kb_tensorboard import TensorBoard

LAST = 24


@pytest.mark.slow
def test_training_with_the_callback_equals_training_without_to_the_last_bit(
    logdir: Any, data: Any
) -> None:
    """Also where a layer draws random numbers in inference, and another from the global state."""

    class Noise(keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.own = keras.random.SeedGenerator(5)

        def call(self, x: Any) -> Any:
            own = keras.random.normal(keras.ops.shape(x), seed=self.own)
            return x + 0.1 * own + 0.1 * keras.random.normal(keras.ops.shape(x))

    def train(callbacks: list[Any]) -> list[Any]:
        keras.utils.set_random_seed(11)
        layers = [
            keras.Input((4,)),
            keras.layers.Dense(6),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.3),
            Noise(),
            keras.layers.Dense(3),
        ]
        model = keras.Sequential(layers)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile("adam", loss, metrics=["accuracy"])
        model.fit(
            *data, validation_data=data, epochs=2, batch_size=8, verbose=0, callbacks=callbacks
        )
        states = [keras.ops.convert_to_numpy(variable) for variable in model.variables]
        return [*states, *(np.array(v) for v in model.history.history.values()), random.random()]  # noqa: S311 - compared

    with_callback = train([TensorBoard(logdir, probe=data, budget=1.0, slots=True)])
    for with_it, without in zip(with_callback, train([]), strict=True):
        np.testing.assert_array_equal(with_it, without)


def test_gradients_of_every_trainable_weight(run: Any) -> None:
    trainable = {"hidden/kernel", "hidden/bias", "hidden_act/alpha", "probabilities/kernel"}
    trainable |= {"hidden_norm/gamma", "hidden_norm/beta", "probabilities/bias"}
    histograms = run.board.tags("run/train", "histograms")
    assert {tag for tag in histograms if tag.endswith("/gradient")} == {
        f"{tag}/gradient" for tag in trainable
    }
    norms = [
        run.board.scalars("run/train", f"{tag}/gradient/norm")[LAST] for tag in sorted(trainable)
    ]
    total = run.board.scalars("run/train", "training/gradient_norm")
    assert total[LAST] == pytest.approx(np.linalg.norm(norms))
    assert list(total) == list(range(0, 25, 2))


def test_a_gradient_is_that_of_the_loss(look: Any, line: Any, data: Any) -> None:
    seen = look(line, probe=data)
    x, y = data
    kernel, bias = line.get_weights()
    by_hand = np.mean(2 * (x @ kernel + bias - y[:, None]) * x, axis=0)
    found = seen.scalars("run/train", "line/kernel/gradient/norm")
    assert found[0] == pytest.approx(np.linalg.norm(by_hand), rel=1e-5)
    assert seen.scalars("run/train", "loss/data")[0] == pytest.approx(
        np.mean((x @ kernel + bias - y[:, None]) ** 2), rel=1e-5
    )


def test_activations_are_those_of_inference(run: Any) -> None:
    histograms = run.board.tags("run/train", "histograms")
    assert {tag for tag in histograms if tag.endswith("/output")} == {
        "hidden/output",
        "hidden_norm/output",
        "hidden_act/output",
        "probabilities/output",
    }
    predicted = run.model.predict(run.data[0], verbose=0)
    last = run.board.histograms("run/train", "probabilities/output")[LAST]
    assert (last[0, 0], last[-1, 1]) == (
        pytest.approx(predicted.min(), rel=1e-4),
        pytest.approx(predicted.max(), rel=1e-4),
    )
    assert last[:, 2].sum() == predicted.size


def test_batch_statistics_and_their_distance_from_the_moving_ones(run: Any) -> None:
    hidden, norm = run.model.get_layer("hidden"), run.model.get_layer("hidden_norm")
    inputs = run.data[0] @ hidden.kernel.numpy() + hidden.bias.numpy()
    mean, variance = inputs.mean(axis=0), inputs.var(axis=0)
    read = lambda tag: run.board.scalars("run/train", f"hidden_norm/{tag}")[LAST]  # noqa: E731 - short
    assert read("batch_mean/mean") == pytest.approx(mean.mean(), rel=1e-4)
    assert read("batch_variance/max") == pytest.approx(variance.max(), rel=1e-4)
    distance = np.abs(norm.moving_mean.numpy() - mean) / np.sqrt(variance + 1e-3)
    assert read("moving_mean/drift") == pytest.approx(distance.mean(), rel=1e-3)
    ratio = (norm.moving_variance.numpy() + 1e-3) / (variance + 1e-3)
    assert read("moving_variance/drift") == pytest.approx(np.abs(np.log(ratio)).mean(), rel=1e-3)


def test_the_loss_by_its_parts(run: Any) -> None:
    read = lambda tag: run.board.scalars("run/train", f"loss/{tag}")[LAST]  # noqa: E731 - short
    penalty = 0.01 * np.sum(run.model.get_layer("hidden").kernel.numpy() ** 2)
    assert read("penalty/hidden/kernel") == pytest.approx(penalty, rel=1e-5)
    assert read("total") == pytest.approx(read("data") + penalty, rel=1e-5)


def test_what_the_optimizer_keeps(run: Any) -> None:
    slots = {tag for tag in run.board.tags("run/train", "histograms") if "/slot/" in tag}
    assert {"hidden/kernel/slot/momentum", "hidden/kernel/slot/velocity"} <= slots
    velocity = run.model.optimizer._velocities[0].numpy()
    last = run.board.histograms("run/train", "hidden/kernel/slot/velocity")[LAST]
    assert last[-1, 1] == pytest.approx(velocity.max(), rel=1e-5)


def test_how_much_a_step_changes_a_weight(logdir: Any, line: Any, data: Any, board: Any) -> None:
    kernels = []

    class Kernels(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            kernels.append(line.layers[-1].kernel.numpy())

    callback = TensorBoard(logdir, budget=1.0)
    line.fit(*data, batch_size=8, epochs=2, verbose=0, callbacks=[Kernels(), callback])
    ratios = board().scalars("run/train", "line/kernel/update_ratio")
    assert list(ratios) == [2, 4, 6, 8, 10, 12, 14, 16]
    for step, ratio in ratios.items():
        now, before = kernels[step - 1], kernels[step - 2]
        expected = np.linalg.norm(now - before) / np.linalg.norm(now)
        assert ratio == pytest.approx(expected, rel=1e-3)


def test_every_record_after_a_step_has_its_update_although_an_epoch_ends_with_a_shorter_call(
    line: Any, data: Any, logdir: Any, board: Any
) -> None:
    line.compile("sgd", "mse", steps_per_execution=3)
    callback = TensorBoard(logdir, every="2 steps", budget=1.0)
    line.fit(*data, batch_size=16, epochs=4, shuffle=False, verbose=0, callbacks=[callback])
    records = board().histograms("run/train", "line/kernel")
    updates = board().scalars("run/train", "line/kernel/update_ratio")
    assert len(records) > 4
    assert updates.keys() == records.keys() - {0}


def activation_model(activation: str) -> keras.Model:
    identity = keras.layers.Dense(3, kernel_initializer="identity", activation=activation, name="a")
    return keras.Sequential([keras.Input((3,)), identity])


@pytest.mark.parametrize(
    ("activation", "dead", "saturated"),
    [("relu", 2 / 3, 5 / 6), ("tanh", 0, 1 / 6), ("sigmoid", 0, 1 / 6), ("elu", 0, 1 / 6)],
)
def test_dead_units_and_saturated_outputs(
    look: Any, activation: str, dead: float, saturated: float
) -> None:
    x = np.array([[-9, -1, 1], [-0.5, -1, -1]], "float32")
    model = activation_model(activation)
    seen = look(model, probe=(x, None))
    assert seen.scalars("run/train", "a/dead")[0] == pytest.approx(dead)
    assert seen.scalars("run/train", "a/saturated")[0] == pytest.approx(saturated)


class Clipped(keras.layers.Layer):
    """An activation from elsewhere."""

    elementwise = True

    def call(self, x: Any) -> Any:
        return keras.ops.clip(x, 0, 1)


def test_an_activation_from_elsewhere_says_that_it_is_one(look: Any) -> None:
    class Undeclared(Clipped):
        elementwise = False

    layers = [keras.Input((2,)), Clipped(name="clipped"), Undeclared(name="undeclared")]
    x = np.array([[-1, 0.5], [2, 3]], "float32")
    seen = look(keras.Sequential(layers), probe=(x, None))
    assert seen.scalars("run/train", "clipped/dead") == {0: 0.5}
    assert seen.scalars("run/train", "clipped/saturated") == {0: 0.75}
    assert "undeclared/dead" not in seen.tags("run/train", "scalars")


def test_recurrent_shared_and_nested_layers(look: Any) -> None:
    inputs = keras.Input((5, 2))
    shared = keras.layers.Dense(2, name="shared")
    hidden = keras.layers.LSTM(3, name="memory")(shared(shared(inputs)))
    outputs = keras.Sequential([keras.layers.Dense(1, name="score")], name="head")(hidden)
    model = keras.Model(inputs, outputs)
    seen = look(model, probe=(np.ones((4, 5, 2), "float32"), None))
    found = {tag for tag in seen.tags("run/train", "histograms") if "/output" in tag}
    assert found == {"shared/output", "shared/output_1", "memory/output", "head/score/output"}


def test_an_activation_over_an_axis_has_no_slope_of_its_own(look: Any) -> None:
    layers = [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="log_softmax", name="logs"),
        keras.layers.Dense(4, activation="sparsemax", name="sparse"),
        keras.layers.Dense(4, activation=keras.layers.Softmax(), name="shares"),
        keras.layers.Dense(4, activation="relu", name="rest"),
        keras.layers.Activation("glu", name="gate"),
    ]
    seen = look(keras.Sequential(layers), probe=(np.ones((3, 4), "float32"), None))
    found = seen.tags("run/train", "scalars")
    assert {tag for tag in found if tag.endswith("/dead")} == {
        "rest/dead",
        "shares/dead",
        "shares/softmax/dead",
    }
    assert seen.scalars("run/train", "shares/dead") == {0: 0.0}


def test_running_statistics_by_any_name(look: Any) -> None:
    class Norm(keras.layers.BatchNormalization):
        def build(self, shape: Any) -> None:
            super().build(shape)
            self.moving_mean = self.add_weight(
                name="centre", shape=shape[1:], initializer="zeros", trainable=False
            )

    class Fixed(keras.layers.Layer):
        moving_mean, moving_variance, momentum = 0.0, 1.0, 0.9

        def call(self, x: Any) -> Any:
            return x

    model = keras.Sequential([keras.Input((4,)), Norm(name="norm"), Fixed(name="fixed")])
    model.compile("sgd", "mse")
    x = np.ones((3, 4), "float32")
    seen = look(model, probe=(x, x))
    drift = seen.scalars("run/train", "norm/centre/drift")
    assert drift == {0: pytest.approx(1 / np.sqrt(1e-3))}
    assert "fixed/batch_mean" not in seen.tags("run/train", "histograms")
