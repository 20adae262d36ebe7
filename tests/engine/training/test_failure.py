"""A run whose loss is no number any more stops, says where and why, and keeps its weights."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import NonFiniteLossError, fit
from kb_engine.training.safety._failure import checked


@pytest.mark.parametrize("compilation", ["graph", "eager"])
def test_a_learning_rate_too_high_is_named(compilation: str, digits: Any, network: Any) -> None:
    model = network(keras.layers.Dense(8, name="hidden"), optimizer=keras.optimizers.SGD(1e25))
    with pytest.raises(NonFiniteLossError, match="learning rate") as failure:
        fit(model, digits, epochs=5, batch_size=16, seed=0, compilation=compilation)
    assert 0 < failure.value.step < 6
    assert failure.value.step == model.optimizer.iterations
    assert all(np.isfinite(weights).all() for weights in model.get_weights())


@pytest.mark.parametrize("compilation", ["graph", "eager"])
def test_moving_statistics_stay_as_they_were_before_the_step(
    compilation: str, digits: Any, network: Any
) -> None:
    hidden = [keras.layers.Dense(8), keras.layers.BatchNormalization()]
    model = network(*hidden, optimizer=keras.optimizers.SGD(1e30))
    with pytest.raises(NonFiniteLossError):
        fit(model, digits, epochs=5, batch_size=16, seed=0, compilation=compilation)
    for weight in model.weights:
        assert np.isfinite(weight).all(), weight.path


def test_the_step_is_told_where_gradients_accumulate(network: Any) -> None:
    model = network(optimizer=keras.optimizers.Adam(gradient_accumulation_steps=2))
    with pytest.raises(NonFiniteLossError) as failure:
        checked(model, lambda _: {"loss": np.nan})(iter(()))
    assert failure.value.step == 0


def test_the_first_layer_to_overflow_is_named(digits: Any, network: Any) -> None:
    huge = keras.initializers.Constant(1e30)
    hidden = [
        keras.layers.Dense(8, name="first"),
        keras.layers.Dense(8, kernel_initializer=huge, name="second"),
        keras.layers.Dense(8, kernel_initializer=huge, name="third"),
    ]
    with pytest.raises(NonFiniteLossError, match="initializer") as failure:
        fit(network(*hidden), digits, epochs=1, batch_size=16, seed=0)
    assert failure.value.step == 0
    assert failure.value.layer == "third"


def test_the_history_until_then_is_kept(digits: Any, network: Any) -> None:
    class Breaks(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if epoch == 1:
                self.model.set_weights([weight * np.nan for weight in self.model.get_weights()])

    model = network()
    with pytest.raises(NonFiniteLossError) as failure:
        fit(model, digits, epochs=5, batch_size=16, seed=0, callbacks=[Breaks()])
    assert len(failure.value.history["loss"]) == 2
    assert model.history.history == failure.value.history


def test_a_step_of_its_own_is_counted_without_an_optimizer(digits: Any) -> None:
    class Drifts(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.factor = self.add_weight((), initializer="ones")

        def train_step(self, data: Any) -> Any:
            self.factor.assign(self.factor * 1e15)
            return {"loss": self.factor * keras.ops.mean(data[0])}

    model = Drifts()
    model.compile()
    with pytest.raises(NonFiniteLossError, match="step 2") as failure:
        fit(model, digits, epochs=5, batch_size=16, seed=0)
    assert failure.value.step == 2
    assert np.isclose(float(model.factor), 1e30)


@pytest.mark.parametrize("row", [40, 85], ids=["full batch", "partial batch"])
def test_a_sample_that_is_no_number_is_blamed_on_the_data(
    row: int, digits: Any, network: Any
) -> None:
    images, labels = digits
    images = images.copy()
    images[row, 3, 3] = np.nan
    with pytest.raises(NonFiniteLossError, match="the inputs hold NaN") as failure:
        fit(network(), (images, labels), epochs=1, batch_size=16, seed=0, shuffle=False)
    assert failure.value.step == row // 16
    assert failure.value.layer is None


def test_a_loss_that_does_not_suit_the_targets_is_named(digits: Any) -> None:
    images, labels = digits
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(1, "relu")])
    model.compile("sgd", lambda _, predicted: -keras.ops.log(predicted * 0))
    with pytest.raises(NonFiniteLossError, match="infinite for finite predictions"):
        fit(model, (images, labels), epochs=1, batch_size=16, seed=0)


def test_gradients_that_overflow_are_named_with_their_layer(digits: Any, network: Any) -> None:
    @keras.saving.register_keras_serializable("kb_tests")
    def steep(x: Any) -> Any:
        """Finite at zero, its slope isn't."""
        return keras.ops.sqrt(keras.ops.abs(x))

    dead = keras.layers.Dense(8, kernel_initializer="zeros", activation=steep, name="dead")
    with pytest.raises(NonFiniteLossError, match="gradients") as failure:
        fit(network(dead), digits, epochs=1, batch_size=16, seed=0)
    assert failure.value.layer == "dead"
    assert failure.value.step == 0
