"""`tf.summary` in a model: its values are in the run's folder, on the axis of its optimizer."""

import gc
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import keras
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader


class Writing(keras.Model):
    """Writes from its `call` and from its training step."""

    def __init__(self) -> None:
        super().__init__()
        self.out = keras.layers.Dense(1, name="out")

    def call(self, x: Any) -> Any:
        tf.summary.scalar("mean", tf.reduce_mean(x))
        return self.out(x)

    def train_step(self, data: Any) -> Any:
        logs: Any = super().train_step(data)
        tf.summary.scalar("by_hand", logs["loss"], step=self.optimizer.iterations)
        return logs


def written(folder: Path) -> dict[str, list[int]]:
    """The steps of each tag's values; what precedes a tag's last name is Keras' scope."""
    found: dict[str, list[int]] = {}
    for file in sorted(folder.glob("*tfevents*")):
        for event in EventFileLoader(str(file)).Load():
            for value in event.summary.value:
                found.setdefault(value.tag.rpartition("/")[2], []).append(event.step)
    return found


def fit(model: keras.Model, data: Any, callback: Any, **options: Any) -> None:
    model.fit(*data, batch_size=16, verbose=0, callbacks=[callback], **options)


@pytest.mark.parametrize("eagerly", [False, True])
def test_what_a_model_writes_is_in_the_run(logdir: Path, data: Any, *, eagerly: bool) -> None:
    model = Writing()
    model.compile("sgd", "mse", run_eagerly=eagerly)
    fit(model, data, TensorBoard(logdir), epochs=2, validation_data=data)
    steps = written(logdir / "train" / "summaries")
    assert steps == {"mean": list(range(8)), "by_hand": list(range(1, 9))}
    assert written(logdir / "validation" / "summaries") == {"mean": [4] * 4 + [8] * 4}


def test_looking_at_a_model_writes_nothing_in_its_name(logdir: Path, data: Any) -> None:
    model = Writing()
    model.compile("sgd", "mse")
    fit(model, data, TensorBoard(logdir, probe=data, budget=1.0), epochs=2)
    assert written(logdir / "train" / "summaries")["mean"] == list(range(8))


def test_a_model_that_writes_nothing_has_no_such_file(logdir: Path, line: Any, data: Any) -> None:
    fit(line, data, TensorBoard(logdir), validation_data=data)
    assert sorted(path.name for path in logdir.iterdir()) == ["train", "validation"]
    assert not list(logdir.glob("*/summaries"))


def test_somebody_elses_writer_stays_the_default(tmp_path: Path, data: Any) -> None:
    model = Writing()
    model.compile("sgd", "mse")
    own = tf.summary.create_file_writer(str(tmp_path / "own"))
    with own.as_default(step=7):
        fit(model, data, TensorBoard(tmp_path / "run"))
        assert tf.summary.should_record_summaries()
    assert written(tmp_path / "own")["mean"] == [7] * 4
    assert not (tmp_path / "run" / "train" / "summaries").exists()


def test_under_xla_they_are_left_out_and_named(logdir: Path, data: Any, board: Any) -> None:
    model = Writing()
    model.compile("sgd", "mse", jit_compile=True)
    fit(model, data, TensorBoard(logdir))
    [report] = board().texts("run/train", "logging")
    assert "What the model writes with tf.summary was left out: XLA compiles the step" in report
    assert not (logdir / "train" / "summaries").exists()


def test_afterwards_there_is_no_default_writer_and_the_model_trains_on(
    logdir: Path, data: Any
) -> None:
    model = Writing()
    model.compile("sgd", "mse")
    fit(model, data, TensorBoard(logdir))
    assert not tf.summary.should_record_summaries()
    assert model.fit(*data, verbose=0).history["loss"]


def test_the_axis_is_that_of_the_optimizer_that_moves(logdir: Path, data: Any) -> None:
    class Stepping(Writing):
        """Steps with an optimizer of its own, as adversarial networks do."""

        def __init__(self) -> None:
            super().__init__()
            self.own = keras.optimizers.SGD()

        def train_step(self, data: Any) -> Any:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(self(data[0], training=True) ** 2)
            self.own.apply(tape.gradient(loss, self.trainable_weights), self.trainable_weights)
            return {"loss": loss}

    model = Stepping()
    model.compile("sgd", "mse")
    fit(model, data, TensorBoard(logdir))
    assert written(logdir / "train" / "summaries") == {"mean": [0, 1, 2, 3]}


def test_a_training_that_failed_keeps_nothing_of_the_next(tmp_path: Path, data: Any) -> None:
    class Fail(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            raise KeyboardInterrupt

    def train(name: str, *others: keras.callbacks.Callback) -> None:
        model = Writing()
        model.compile("sgd", "mse")
        callbacks = [TensorBoard(tmp_path / name), *others]
        model.fit(*data, batch_size=16, verbose=0, callbacks=callbacks)

    with suppress(KeyboardInterrupt):
        train("failed", Fail())
    collecting = threading.Thread(target=gc.collect)  # as the thread that writes may
    collecting.start()
    collecting.join()
    train("next")
    assert written(tmp_path / "next" / "train" / "summaries")["mean"] == [0, 1, 2, 3]
