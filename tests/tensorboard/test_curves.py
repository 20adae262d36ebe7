"""Curves of training and validation, all on the axis of `optimizer.iterations`."""

from typing import Any

import keras
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard


@pytest.mark.parametrize("metric", ["loss", "accuracy"])
@pytest.mark.parametrize(("place", "prefix"), [("run/train", ""), ("run/validation", "val_")])
def test_train_and_validation_share_tags(run: Any, metric: str, place: str, prefix: str) -> None:
    curve = run.board.scalars(place, f"metrics/{metric}")
    assert list(curve) == [8, 16, 24]
    assert list(curve.values()) == pytest.approx(run.history[prefix + metric])


def test_batch_loss_is_that_of_each_batch_and_no_running_mean(run: Any) -> None:
    curve = run.board.scalars("run/train", "batch/loss")
    assert list(curve) == list(range(1, 25))
    assert list(curve.values()) == pytest.approx(run.batch_losses, rel=1e-4)


def test_other_metrics_have_their_batch_values_too(run: Any) -> None:
    curve = run.board.scalars("run/train", "batch/accuracy")
    assert sum(curve[step] for step in range(17, 25)) / 8 == pytest.approx(
        run.history["accuracy"][2]
    )


def test_samples_a_second(run: Any) -> None:
    curve = run.board.scalars("run/train", "training/samples_per_second")
    assert list(curve) == list(range(1, 25))
    assert all(value > 0 for value in curve.values())


def test_many_steps_in_one_call(logdir: Any, line: Any, data: Any, board: Any) -> None:
    line.compile("sgd", "mse", steps_per_execution=4)
    callback = TensorBoard(logdir, budget=1.0)
    history = line.fit(*data, batch_size=8, epochs=2, verbose=0, callbacks=[callback]).history
    curve = board().scalars("run/train", "batch/loss")
    assert list(curve) == [4, 8, 12, 16]
    assert (curve[4] + curve[8]) / 2 == pytest.approx(history["loss"][0], rel=1e-4)


def test_the_learning_rate_of_a_schedule(logdir: Any, line: Any, data: Any, board: Any) -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=1, decay_rate=0.5)
    line.compile(keras.optimizers.SGD(schedule), "mse")
    line.fit(*data, batch_size=8, verbose=0, callbacks=[TensorBoard(logdir, budget=1.0)])
    curve = board().scalars("run/train", "training/learning_rate")
    assert curve[1] == pytest.approx(0.05)
    assert curve[8] == pytest.approx(0.1 * 0.5**8)


def test_the_learning_rate_that_a_callback_sets(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    scheduler = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
    callback = TensorBoard(logdir, budget=1.0)
    line.fit(*data, batch_size=8, epochs=2, verbose=0, callbacks=[scheduler, callback])
    curve = board().scalars("run/train", "training/learning_rate")
    assert (curve[8], curve[16]) == (pytest.approx(0.1), pytest.approx(0.05))
    assert "metrics/learning_rate" not in board().tags("run/train", "scalars")


def test_a_second_fit_continues_the_curves(logdir: Any, line: Any, data: Any, board: Any) -> None:
    callback = TensorBoard(logdir, budget=1.0)
    for _ in range(2):
        line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16]
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 17))


def test_a_resumed_run_replaces_what_came_after_the_step_it_resumes_from(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    fit = {"batch_size": 8, "epochs": 2, "verbose": 0}
    line.fit(*data, **fit, callbacks=[TensorBoard(logdir, budget=1.0)])
    line.optimizer.iterations.assign(8)
    line.fit(*data, **fit, initial_epoch=1, callbacks=[TensorBoard(logdir, budget=1.0)])
    points = board().points("scalars", "run/train", "batch/loss")
    assert [point.step for point in points] == list(range(1, 17))


def test_data_of_unknown_length(logdir: Any, line: Any, data: Any, board: Any) -> None:
    batches = tf.data.Dataset.from_tensor_slices(data).batch(8).filter(lambda *_: True)
    callback = TensorBoard(logdir, budget=1.0)
    with pytest.warns(UserWarning, match="ran out of data"):
        line.fit(batches, epochs=2, verbose=0, shuffle=False, callbacks=[callback])
    steps = list(board().scalars("run/train", "metrics/loss"))
    assert len(steps) == 2
    # Keras counts the attempt to go beyond the end of the data as a step.
    assert steps[-1] == int(line.optimizer.iterations.value) >= 16
