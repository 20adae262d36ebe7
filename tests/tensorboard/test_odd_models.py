"""Models as people write them: what can be seen is seen, and the rest is named."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard


class Ragged(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.RaggedTensor.from_tensor(x)


class Dense(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return x.to_tensor(shape=(None, 4))


class Complex(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.cast(x, tf.complex64)


class Real(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.math.real(x)


class Text(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.strings.as_string(x)


class Number(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.reshape(tf.strings.to_number(x), (-1, 4))


class Sparse(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.sparse.from_dense(x)


class There(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return tf.reshape(tf.sparse.to_dense(x), (-1, 4))


class Through(keras.Model):
    """Something odd between the inputs and an output."""

    def __init__(self, there: keras.layers.Layer, back: keras.layers.Layer) -> None:
        super().__init__()
        self.there, self.back = there, back
        self.out = keras.layers.Dense(1, activation="tanh", name="out")

    def call(self, x: Any) -> Any:
        return self.out(self.back(self.there(x)))


@pytest.mark.parametrize(
    ("there", "back", "why"),
    [
        (Ragged, Dense, "ragged/output is ragged"),
        (Complex, Real, "complex/output is complex"),
        (Text, Number, "text/output is text"),
        (Sparse, There, "sparse/output is sparse"),
    ],
)
def test_an_odd_layer_costs_itself_alone(  # noqa: PLR0917 - most are fixtures
    logdir: Path, data: Any, board: Any, there: Any, back: Any, why: str
) -> None:
    model = Through(there(), back())
    model.compile("sgd", "mse")
    model(data[0][:2])
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, probe=data)])
    seen = board().tags("run/train", "histograms")
    assert {"out/kernel", "out/output", "out/kernel/gradient"} <= seen
    assert "out/dead" in board().tags("run/train", "scalars")
    assert f"Not everything could be shown: {why}." in board().texts("run/train", "logging")[0]


def test_a_weight_of_an_odd_type_costs_itself_alone(look: Any) -> None:
    class Phases(keras.layers.Layer):
        def build(self, shape: Any) -> None:
            self.phase = self.add_weight(
                name="phase", shape=(2,), dtype="complex64", initializer="zeros", autocast=False
            )

        def call(self, x: Any) -> Any:
            return x

    layers = [keras.Input((4,)), Phases(name="odd"), keras.layers.Dense(1, name="out")]
    seen = look(keras.Sequential(layers))
    assert seen.tags("run/train", "histograms") == {"out/kernel", "out/bias"}
    assert "odd/phase is complex" in seen.texts("run/train", "logging")[0]


def test_targets_that_do_not_fit_cost_the_gradients_alone(
    logdir: Path, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, probe=(data[0], data[1][:3]))
    line.fit(*data, verbose=0, callbacks=[callback])
    seen = board().tags("run/train", "histograms")
    assert "line/output" in seen
    assert "line/kernel/gradient" not in seen
    [report] = board().texts("run/train", "logging")
    assert "The probe could not be used for gradients: " in report


class Autoencoder(keras.Model):
    """A model without `call`, as variational autoencoders and adversarial networks are written."""

    def __init__(self, *, built: bool) -> None:
        super().__init__()
        first = [keras.Input((4,))] if built else []
        self.encoder = keras.Sequential(
            [*first, keras.layers.Dense(3, name="code")], name="encoder"
        )
        self.decoder = keras.Sequential([keras.layers.Dense(4, name="back")], name="decoder")

    def train_step(self, batch: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self.decoder(self.encoder(batch)) - batch) ** 2)
        self.optimizer.apply(tape.gradient(loss, self.trainable_weights), self.trainable_weights)
        return {"loss": loss}


@pytest.mark.parametrize("built", [True, False])
@pytest.mark.parametrize("probed", [True, False])
def test_a_model_without_call_shows_its_weights(
    logdir: Path, data: Any, board: Any, *, built: bool, probed: bool
) -> None:
    x, _ = data
    model = Autoencoder(built=built)
    model.compile("sgd")
    callback = TensorBoard(logdir, budget=1.0, probe=(x, None) if probed else None)
    model.fit(x, epochs=2, verbose=0, callbacks=[callback])
    kernels = board().histograms("run/train", "encoder/code/kernel")
    assert list(kernels) == ([0] if built else []) + [1, 2, 3, 4]
    assert "decoder/back/kernel/update_ratio" in board().tags("run/train", "scalars")
    [report] = board().texts("run/train", "logging")
    assert "the model has no call()" in report
    assert "Pass probe" not in report


def test_a_sequential_model_without_an_input_is_drawn_after_its_first_batch(
    logdir: Path, data: Any, board: Any
) -> None:
    model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir)])
    assert board().tags("run/train", "graphs") == {"__run_graph__"}


@pytest.mark.parametrize("loss", ["mse", keras.losses.Huber(), lambda y, p: (y - p) ** 2])
def test_a_regression_to_zeros_and_ones_is_no_classifier(look: Any, data: Any, loss: Any) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", loss)
    seen = look(model, probe=(data[0], data[1] % 2))
    assert seen.tags("run/train", "images") == seen.tags("run/train", "pr_curves") == set()


@pytest.mark.parametrize(
    ("activation", "loss", "metrics"),
    [
        (None, keras.losses.BinaryCrossentropy(from_logits=True), []),
        (None, "hinge", []),
        (None, None, []),
        (None, lambda y, p: (y - p) ** 2, [keras.metrics.AUC()]),
        ("sigmoid", "mse", []),
    ],
)
def test_what_makes_a_classifier(
    look: Any, data: Any, activation: Any, loss: Any, metrics: Any
) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation)])
    if loss is not None:
        model.compile("sgd", loss, metrics=metrics)
    named = ["no", "yes"] if loss is None else []
    seen = look(model, probe=(data[0], data[1] % 2), classes=named)
    assert seen.tags("run/train", "images") == {"predictions/confusion"}


def test_a_subclassed_classifier_with_a_loss_of_its_own_is_told_by_its_outputs(
    logdir: Path, data: Any, board: Any
) -> None:
    class Classifier(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.out = keras.layers.Dense(3, activation="softmax")

        def call(self, x: Any) -> Any:
            return self.out(x)

    def unlikeliness(truth: Any, shares: Any) -> Any:
        return keras.losses.sparse_categorical_crossentropy(truth, shares)

    model = Classifier()
    model.compile("sgd", unlikeliness)
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, probe=data)])
    assert "predictions/confusion" in board().tags("run/train", "images")


@pytest.mark.parametrize(
    ("validation", "advice"),
    [
        (lambda _: None, "there is none, and no data for validation"),
        (
            lambda data: tf.data.Dataset.from_tensor_slices(data).batch(8),
            "the validation data can't be read a second time",
        ),
    ],
)
def test_what_to_do_without_a_probe_depends_on_what_was_given(  # noqa: PLR0917 - fixtures
    logdir: Path, line: Any, data: Any, board: Any, validation: Any, advice: str
) -> None:
    given = validation(data)
    line.fit(*data, validation_data=given, verbose=0, callbacks=[TensorBoard(logdir)])
    [report] = board().texts("run/train", "logging")
    assert advice in report
    assert "Pass probe=(x, y)" in report


@pytest.fixture
def warned() -> Iterator[list[str]]:
    """What TensorFlow warns of."""
    messages: list[str] = []

    class Noted(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    handler = Noted()
    tf.get_logger().addHandler(handler)
    yield messages
    tf.get_logger().removeHandler(handler)


def test_many_models_in_one_process_are_no_reason_to_warn(
    tmp_path: Path, data: Any, warned: list[str]
) -> None:
    for number in range(8):
        layers = [keras.Input((4,)), keras.layers.Dense(3, activation="softmax")]
        model = keras.Sequential(layers)
        model.compile("sgd", "sparse_categorical_crossentropy")
        callback = TensorBoard(tmp_path / str(number), probe=data)
        model.fit(*data, verbose=0, callbacks=[callback])
    assert warned == []
