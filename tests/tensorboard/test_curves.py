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


def test_a_metric_that_is_a_vector_is_a_curve_for_each_entry(
    logdir: Any, data: Any, board: Any
) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=[keras.metrics.F1Score(average=None)])
    y = keras.utils.to_categorical(data[1], 3)
    callback = TensorBoard(logdir, hparams={"act": "linear"})
    scores = model.fit(data[0], y, verbose=0, callbacks=[callback]).history["f1_score"]
    for number in range(3):
        curve = board().scalars("run/train", f"metrics/f1_score/{number}")
        assert list(curve.values()) == pytest.approx([scores[0][number]])


def test_only_what_is_a_mean_has_values_of_batches(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    class Counts(keras.metrics.Metric):
        """A metric whose total and count are no variables."""

        total, count = 3.0, 2.0

        def update_state(self, *_: Any, **__: Any) -> None:
            pass

        def result(self) -> Any:
            return keras.ops.convert_to_tensor(1.5)

    line.compile("sgd", "mse", metrics=["mae", keras.metrics.RootMeanSquaredError(), Counts()])
    line.fit(*data, batch_size=8, verbose=0, callbacks=[TensorBoard(logdir, budget=1.0)])
    tags = board().tags("run/train", "scalars")
    assert {tag for tag in tags if tag.startswith("batch/")} == {"batch/loss", "batch/mae"}
    assert {"metrics/root_mean_squared_error", "metrics/counts"} <= tags


def test_metrics_of_several_outputs_have_the_names_that_keras_logs(
    logdir: Any, data: Any, board: Any
) -> None:
    inputs = keras.Input((4,))
    heads = {name: keras.layers.Dense(1, name=name)(inputs) for name in "ab"}
    model = keras.Model(inputs, heads)
    model.compile("sgd", {"a": "mse", "b": "mse"}, metrics={"a": ["mae"], "b": ["mae", "mae"]})
    y = {"a": data[1], "b": data[1] + 5}
    callback = TensorBoard(logdir, budget=1.0)
    history = model.fit(data[0], y, batch_size=8, verbose=0, callbacks=[callback]).history
    tags = board().tags("run/train", "scalars")
    assert {f"batch/{name}" for name in history} <= tags
    for name in ["a_mae", "b_mae", "b_mae_1"]:
        batches = board().scalars("run/train", f"batch/{name}").values()
        assert sum(batches) / 8 == pytest.approx(history[name][0])


def test_a_metric_that_has_seen_nothing_is_not_asked(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    class Ratio(keras.metrics.Metric):
        seen = 0

        def update_state(self, *_: Any, **__: Any) -> None:
            self.seen += 1

        def reset_state(self) -> None:
            self.seen = 0

        def result(self) -> Any:
            return keras.ops.convert_to_tensor(1 / self.seen)

    line.compile("sgd", "mse", metrics=[Ratio()], run_eagerly=True)
    callback = TensorBoard(logdir, budget=1.0)
    for _ in range(2):
        line.fit(*data, batch_size=32, verbose=0, callbacks=[callback])
    assert board().scalars("run/train", "metrics/ratio") == {2: 0.5, 4: 0.5}
