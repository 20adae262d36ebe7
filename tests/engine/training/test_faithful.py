"""Without XLA, training ends with the weights of Keras' own `fit`, to the last bit."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.training import epoch_order, fit
from kb_engine.training.step import _compilation as compilation

layers, optimizers = keras.layers, keras.optimizers
Maker = Callable[[], Any]


OPTIMIZERS: dict[str, Maker] = {
    "sgd": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "nadam": lambda: optimizers.Nadam(0.01),
    "rmsprop": lambda: optimizers.RMSprop(0.01, momentum=0.5, centered=True),
    "adamw": lambda: optimizers.AdamW(0.01, amsgrad=True, weight_decay=0.1),
    "clipped": lambda: optimizers.SGD(0.1, global_clipnorm=0.1),
    "averaged": lambda: optimizers.Adam(use_ema=True, ema_overwrite_frequency=4),
    "accumulating": lambda: optimizers.Adam(gradient_accumulation_steps=4),
    "scheduled": lambda: optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 8)),
}
MORE_OPTIMIZERS: dict[str, Maker] = {
    "adagrad": lambda: optimizers.Adagrad(0.1),
    "adadelta": lambda: optimizers.Adadelta(1.0),
    "adamax": lambda: optimizers.Adamax(0.01),
    "adafactor": lambda: optimizers.Adafactor(0.01),
    "ftrl": lambda: optimizers.Ftrl(0.1),
    "lamb": lambda: optimizers.Lamb(0.01),
    "lion": lambda: optimizers.Lion(0.001),
    "muon": lambda: optimizers.Muon(0.01),
}
HIDDEN: dict[str, Maker] = {
    "batch norm, prelu": lambda: [layers.BatchNormalization(), layers.PReLU()],
    "dropout": lambda: [layers.Dropout(0.3)],
    "alpha dropout": lambda: [layers.AlphaDropout(0.3)],
    "regularizer": lambda: [layers.Dense(8, kernel_regularizer="l1l2")],
    "constraint": lambda: [layers.Dense(8, kernel_constraint="max_norm")],
}
MORE_HIDDEN: dict[str, Maker] = {
    "group norm": lambda: [layers.GroupNormalization(4)],
    "layer norm": lambda: [layers.LayerNormalization()],
    "spectral norm": lambda: [layers.SpectralNormalization(layers.Dense(8))],
    "gaussian dropout": lambda: [layers.GaussianDropout(0.3)],
    "gaussian noise": lambda: [layers.GaussianNoise(0.3)],
    "activity regularizer": lambda: [layers.ActivityRegularization(l1=0.01)],
    "orthogonal regularizer": lambda: [
        layers.Dense(8, kernel_regularizer=keras.regularizers.OrthogonalRegularizer())
    ],
    "non-negative weights": lambda: [layers.Dense(8, kernel_constraint="non_neg")],
    "unit norm": lambda: [layers.Dense(8, kernel_constraint="unit_norm")],
}


def each(first: dict[str, Maker], slow: dict[str, Maker]) -> list[Any]:
    return [pytest.param(maker, id=name) for name, maker in first.items()] + [
        pytest.param(maker, id=name, marks=pytest.mark.slow) for name, maker in slow.items()
    ]


def train_both(model: keras.Model, ours: keras.Model, data: Any) -> None:
    x, y, weights = (*data, None)[:3]
    plain = {"epochs": 2, "batch_size": 16, "shuffle": False, "verbose": 0}
    model.fit(x, y, sample_weight=weights, **plain)
    fit(ours, data, epochs=2, batch_size=16, seed=0, shuffle=False, compilation="graph")


@pytest.mark.parametrize("optimizer", each(OPTIMIZERS, MORE_OPTIMIZERS))
def test_an_optimizer_takes_the_same_steps(
    optimizer: Maker, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(lambda: network(optimizer=optimizer()))
    train_both(model, ours, digits)
    assert_same_state(model, ours)


@pytest.mark.parametrize("hidden", each(HIDDEN, MORE_HIDDEN))
def test_a_layer_computes_and_draws_the_same(
    hidden: Maker, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(lambda: network(*hidden()))
    train_both(model, ours, digits)
    assert_same_state(model, ours)


@pytest.mark.parametrize("samples", [64, 15, 1], ids=["full batches", "less than one", "one"])
def test_any_number_of_samples_falls_into_the_same_batches(
    samples: int, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(network)
    train_both(model, ours, tuple(array[:samples] for array in digits))
    assert_same_state(model, ours)


def test_an_epoch_follows_the_order_of_its_seed(
    digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(network)
    for epoch in range(2):
        order = epoch_order(90, seed=3, epoch=epoch)
        x, y = (array[order] for array in digits)
        model.fit(x, y, batch_size=16, shuffle=False, verbose=0)
    fit(ours, digits, epochs=2, batch_size=16, seed=3)
    assert_same_state(model, ours)


def test_samples_are_weighted(
    digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(lambda: network(weighted_metrics=["accuracy"]))
    train_both(model, ours, (*digits, np.linspace(0, 2, 90)))
    assert_same_state(model, ours)


@pytest.mark.parametrize("one_hot", [False, True])
def test_classes_are_weighted(
    *, one_hot: bool, digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    x, y = digits
    if one_hot:
        y = np.eye(4)[y]
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model, ours = twice(lambda: network(loss=loss))
    weights = {0: 3.0, 2: 0.5}
    model.fit(x, y, batch_size=16, shuffle=False, verbose=0, class_weight=weights)
    fit(ours, (x, y), epochs=1, batch_size=16, seed=0, shuffle=False, class_weight=weights)
    assert_same_state(model, ours)


def test_inputs_and_outputs_may_be_nested(digits: Any, twice: Any, assert_same_state: Any) -> None:
    def two_headed() -> keras.Model:
        left, right = keras.Input((8, 8), name="left"), keras.Input((8, 8), name="right")
        features = layers.Flatten()(layers.concatenate([left, right]))
        heads = {
            "class": layers.Dense(4, activation="softmax", name="class")(features),
            "mean": layers.Dense(1, name="mean")(features),
        }
        model = keras.Model({"left": left, "right": right}, heads)
        model.compile("sgd", {"class": "sparse_categorical_crossentropy", "mean": "mse"})
        return model

    images, labels = digits
    x = {"left": images, "right": images[::-1]}
    y = {"class": labels, "mean": images.mean(axis=(1, 2))}
    model, ours = twice(two_headed)
    model.fit(x, y, batch_size=16, shuffle=False, verbose=0)
    fit(ours, (x, y), epochs=1, batch_size=16, seed=0, shuffle=False)
    assert_same_state(model, ours)


def test_validation_gives_the_same_figures(digits: Any, network: Any, twice: Any) -> None:
    model, ours = twice(network)
    held_out = tuple(array[:37] for array in digits)
    theirs = model.fit(
        *digits, epochs=2, batch_size=16, shuffle=False, verbose=0, validation_data=held_out
    )
    history = fit(ours, digits, validation=held_out, epochs=2, batch_size=16, seed=0, shuffle=False)
    assert history.history == theirs.history
    assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}


XLA_HIDDEN: dict[str, Maker] = {
    "batch norm, prelu": lambda: [layers.BatchNormalization(), layers.PReLU()],
    "dropouts": lambda: [layers.Dropout(0.3), layers.AlphaDropout(0.2)],
}
MORE_XLA_HIDDEN: dict[str, Maker] = {
    "noises": lambda: [layers.GaussianDropout(0.2), layers.GaussianNoise(0.1)],
    "spatial dropout": lambda: [layers.Reshape((8, 8)), layers.SpatialDropout1D(0.3)],
}


@pytest.mark.slow
@pytest.mark.parametrize("hidden", each(XLA_HIDDEN, MORE_XLA_HIDDEN))
def test_xla_agrees_to_five_digits_random_layers_included(
    hidden: Maker, digits: Any, network: Any, twice: Any
) -> None:
    model, ours = twice(lambda: network(*hidden(), layers.Flatten()))
    theirs = model.fit(*digits, batch_size=16, shuffle=False, verbose=0)
    history = fit(ours, digits, epochs=1, batch_size=16, seed=0, shuffle=False, compilation="xla")
    np.testing.assert_allclose(history.history["loss"], theirs.history["loss"], rtol=1e-5)
    for one, other in zip(model.non_trainable_variables, ours.non_trainable_variables, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, err_msg=one.path)


class Moody(layers.Layer):
    """Draws other noise for a batch of 16 than for any other."""

    def __init__(self, usual: dict[str, Any], for_16: dict[str, Any], times: int = 1) -> None:
        super().__init__()
        self.generator = keras.random.SeedGenerator(1)
        self.usual, self.for_16, self.times_for_16 = usual, for_16, times

    def call(self, inputs: Any) -> Any:
        full = inputs.shape[0] == 16
        noise = self.for_16 if full else self.usual
        for _ in range(self.times_for_16 if full else 1):
            drawn = keras.random.uniform(**noise, seed=self.generator)
            inputs += 0.01 * keras.ops.cast(drawn, inputs.dtype)
        return inputs


@pytest.mark.parametrize(
    ("noise", "reason"),
    [
        ({"for_16": {"shape": (64,)}, "times": 2}, "the number of random tensors depends"),
        ({"for_16": {"shape": (1, 64)}}, "the sort of a random tensor depends"),
        ({"for_16": {"shape": (64,), "dtype": "float16"}}, "the sort of a random tensor depends"),
        ({"for_16": {"shape": (1,)}}, "the step draws what its forward pass doesn't"),
    ],
    ids=["number", "rank", "type", "size"],
)
def test_noise_that_depends_on_the_batch_is_drawn_within_the_step(
    noise: dict[str, Any], reason: str, digits: Any, network: Any
) -> None:
    model = network(Moody({"shape": (64,)}, **noise))
    history = fit(model, digits, epochs=1, batch_size=16, seed=0, compilation="xla")
    assert np.isfinite(history.history["loss"]).all()
    assert history.compilation.choice == "xla"
    assert history.compilation.reason.startswith("asked for, although XLA draws random numbers")
    assert reason in history.compilation.reason


SEED = keras.random.SeedGenerator


def two_draws_of_one_seed(generator: SEED) -> Any:
    seed = generator.next()
    return tf.random.stateless_uniform((64,), seed) - tf.random.stateless_uniform((64,), seed)


DRAWS: dict[str, Callable[[SEED], Any]] = {
    "integers": lambda seed: keras.random.randint((64,), 0, 9, seed=seed),
    "truncated normal": lambda seed: keras.random.truncated_normal((64,), seed=seed),
    "gamma": lambda seed: keras.random.gamma((64,), 2.0, seed=seed),
    "beta": lambda seed: keras.random.beta((64,), 2.0, 3.0, seed=seed),
    "binomial": lambda seed: keras.random.binomial((64,), 5, 0.5, seed=seed),
    "categorical": lambda seed: keras.random.categorical(np.ones((1, 9)), 64, seed=seed),
    "two draws of one seed": two_draws_of_one_seed,
}


class Drawing(layers.Layer):
    """Adds what is drawn."""

    def __init__(self, draw: Callable[[SEED], Any]) -> None:
        super().__init__()
        self.draw, self.generator = draw, SEED(1)

    def call(self, inputs: Any) -> Any:
        return inputs + 0.01 * keras.ops.cast(self.draw(self.generator), inputs.dtype)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_what_can_not_be_drawn_beforehand_is_drawn_in_a_graph(  # noqa: PLR0917 fixtures
    draw: Callable[[SEED], Any],
    digits: Any,
    network: Any,
    twice: Any,
    assert_same_state: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compilation, "PAYBACK_STEPS", 0)
    model, ours = twice(lambda: network(Drawing(draw), layers.Dense(8)))
    model.fit(*digits, batch_size=16, shuffle=False, verbose=0)
    history = fit(ours, digits, epochs=1, batch_size=16, seed=0, shuffle=False, compilation="auto")
    assert history.compilation.choice == "graph"
    assert history.compilation.reason.startswith("XLA draws random numbers slowly on a CPU, and")
    assert_same_state(model, ours)


def test_a_layer_that_fails_says_why_although_it_draws(digits: Any, network: Any) -> None:
    class Failing(layers.Dropout):
        def call(self, inputs: Any, training: bool = False) -> Any:  # noqa: FBT001, FBT002 - Keras'
            if training:
                raise ValueError("no weather today")
            return inputs

    with pytest.raises(ValueError, match="no weather today"):
        fit(network(Failing(0.2)), digits, epochs=1, batch_size=16, seed=0, compilation="xla")


def test_eager_steps_are_those_of_an_eager_model(digits: Any, network: Any, twice: Any) -> None:
    model, ours = twice(network)
    model.run_eagerly = True
    theirs = model.fit(*digits, batch_size=32, shuffle=False, verbose=0)
    history = fit(ours, digits, epochs=1, batch_size=32, seed=0, shuffle=False, compilation="eager")
    assert history.history == theirs.history
    assert history.compilation.choice == "eager"
