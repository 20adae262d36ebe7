"""One axis of steps, whatever is trained on it: other models, other optimizers, none at all."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard
from tensorboard.compat.proto import graph_pb2
from tensorboard.plugins.hparams import api_pb2, metadata


def one_layer(name: str) -> keras.Model:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, name=name)])
    model.compile("sgd", "mse")
    return model


def test_a_model_that_is_compiled_anew_goes_on(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, budget=1.0)
    for _ in range(3):
        line.compile("sgd", "mse")
        line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16, 24]
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 25))
    assert list(board().histograms("run/train", "line/kernel")) == list(range(0, 25, 2))


def test_a_new_loss_is_that_of_the_probe(logdir: Any, line: Any, data: Any, board: Any) -> None:
    optimizer = keras.optimizers.SGD(0.0)
    callback = TensorBoard(logdir, budget=1.0, probe=data)
    expected = []
    for loss in ["mse", "mae"]:
        line.compile(optimizer, loss)
        expected += line.fit(*data, batch_size=64, verbose=0, callbacks=[callback]).history["loss"]
    found = board().scalars("run/train", "loss/total")
    assert [found[1], found[2]] == pytest.approx(expected)


def test_another_model_follows_behind(logdir: Any, data: Any, board: Any) -> None:
    callback = TensorBoard(logdir, budget=1.0, hparams={"act": "linear"}, texts={"a": "b"})
    for name in ["first", "second"]:
        one_layer(name).fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16]
    assert list(board().histograms("run/train", "first/kernel")) == [0, 2, 4, 6, 8]
    assert list(board().histograms("run/train", "second/kernel")) == [8, 10, 12, 14, 16]
    *_, [content] = board().blobs("graphs", "run/train", "__run_graph__").values()
    names = [node.name for node in graph_pb2.GraphDef.FromString(content).node]
    assert "second" in names
    assert board().texts("run/train", "a") == ["b"]


def test_a_model_like_the_last_has_its_graph(logdir: Any, data: Any, board: Any) -> None:
    callback = TensorBoard(logdir)
    for _ in range(2):
        one_layer("line").fit(*data, verbose=0, callbacks=[callback])
    assert list(board().blobs("graphs", "run/train", "__run_graph__")) == [0]


def test_the_session_is_that_of_the_last_training(logdir: Any, data: Any, board: Any) -> None:
    callback = TensorBoard(logdir, hparams={"act": "linear"})
    for x, status in [
        (data[0], api_pb2.STATUS_SUCCESS),
        (data[0] * np.nan, api_pb2.STATUS_FAILURE),
    ]:
        one_layer("line").fit(x, data[1], verbose=0, callbacks=[callback])
        content = board().content("run", "hparams", metadata.SESSION_END_INFO_TAG)
        assert metadata.parse_session_end_info_plugin_data(content).status == status


def test_training_that_goes_back_replaces_what_came_after(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, budget=1.0)
    line.fit(*data, batch_size=8, epochs=2, verbose=0, callbacks=[callback])
    line.optimizer.iterations.assign(8)
    line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    points = board().points("scalars", "run/train", "batch/loss")
    assert [point.step for point in points] == list(range(1, 17))
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16]


def test_accumulated_gradients_are_one_step(logdir: Any, line: Any, data: Any, board: Any) -> None:
    line.compile(keras.optimizers.SGD(gradient_accumulation_steps=2), "mse")
    callback = TensorBoard(logdir, budget=1.0, probe=data, slots=True)
    line.fit(*data, batch_size=8, epochs=2, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "metrics/loss")) == [4, 8]
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 9))
    assert list(board().histograms("run/train", "line/kernel")) == list(range(9))


class KilledError(Exception):
    """Ends a training where a kill would."""


def kill_after(last: int) -> keras.callbacks.Callback:
    def on_epoch_end(epoch: int, _: Any) -> None:
        if epoch == last:
            raise KilledError

    return keras.callbacks.LambdaCallback(on_epoch_end=on_epoch_end)


def test_a_resumed_run_shows_the_pictures_that_it_would_have_shown(
    tmp_path: Path, data: Any, board: Any
) -> None:
    def train(name: str, *others: keras.callbacks.Callback, first: int = 0) -> None:
        callbacks = [TensorBoard(tmp_path / name, budget=1.0, probe=data), *others]
        model.fit(
            *data, batch_size=8, epochs=16, initial_epoch=first, verbose=0, callbacks=callbacks
        )

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    begin = model.get_weights()
    for name in ("whole", "killed"):
        model.set_weights(begin)
        optimizer = keras.optimizers.SGD(gradient_accumulation_steps=3)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        if name == "whole":
            train(name)
        else:
            with pytest.raises(KilledError):
                train(name, kill_after(8))
            train(name, first=9)
    whole, killed = (
        set(board().blobs("images", f"{name}/train", "predictions/confusion"))
        for name in ("whole", "killed")
    )
    assert whole == {0, 5, 10, 15, 20, 25, 30, 35, 40, 42}
    assert killed == whole | {24}  # where it resumed


class Adversaries(keras.Model):
    """Two networks with an optimizer each; the one that `compile` makes stays unused."""

    def __init__(self) -> None:
        super().__init__()
        self.maker = keras.layers.Dense(4, name="maker")
        self.critic = keras.layers.Dense(1, name="critic")
        self.maker_optimizer = keras.optimizers.SGD(0.01)
        self.critic_optimizer = keras.optimizers.SGD(0.01)

    def call(self, x: Any) -> Any:
        return self.critic(self.maker(x))

    def train_step(self, batch: Any) -> dict[str, Any]:
        x, _ = batch
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_mean(self(x) ** 2)
        for part, optimizer in [
            (self.maker, self.maker_optimizer),
            (self.critic, self.critic_optimizer),
        ]:
            gradients = tape.gradient(loss, part.trainable_weights)
            optimizer.apply_gradients(zip(gradients, part.trainable_weights, strict=True))
        return {"loss": loss}


def test_a_model_with_optimizers_of_its_own(logdir: Any, data: Any, board: Any) -> None:
    model = Adversaries()
    model.compile(loss="mse")
    callback = TensorBoard(logdir, budget=1.0)
    model.fit(*data, batch_size=8, epochs=2, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16]
    assert list(board().histograms("run/train", "maker/kernel"))[-1] == 16


def test_an_axis_that_stands_still_is_said(logdir: Any, data: Any, board: Any) -> None:
    class Alone(keras.Model):
        def call(self, x: Any) -> Any:
            return x

        def train_step(self, batch: Any) -> dict[str, Any]:
            return {"loss": tf.reduce_mean(batch[0])}

    model = Alone()
    model.compile(loss="mse")
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir)])
    assert "The steps could not be counted" in board().texts("run/train", "logging")[0]


def test_a_training_after_one_that_was_interrupted(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    class Interrupt(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            if batch == 5:
                raise KeyboardInterrupt

    callback = TensorBoard(logdir, budget=1.0)
    with pytest.raises(KeyboardInterrupt):
        line.fit(*data, batch_size=8, verbose=0, callbacks=[callback, Interrupt()])
    line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 14))
