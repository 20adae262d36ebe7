"""Networks as Keras' own guides build them aren't taken for faulty ones."""

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
import pytest
from kb_engine.diagnosis import check
from keras import layers, ops

RANDOM = np.random.default_rng(0)
TABLE = RANDOM.normal(size=(600, 8)).astype("float32")
SUM = TABLE.sum(axis=1) / 3
WORDS = RANDOM.integers(0, 300, (600, 12)).astype("int32")


class Usual(NamedTuple):
    """A network with its samples, targets and plan."""

    model: keras.Model
    x: Any
    y: Any
    epochs: int = 40
    batch_size: int = 32


class Block(layers.Layer):
    """A transformer block, whose layers are called in its own `call`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.attention = layers.MultiHeadAttention(2, 8)
        self.inner, self.outer = layers.Dense(16, activation="relu"), layers.Dense(8)
        self.norm = layers.LayerNormalization()

    def call(self, x: Any) -> Any:
        x = x + self.attention(x, x)
        return self.norm(x + self.outer(self.inner(x)))


class Places(layers.Layer):
    """Vectors of words, and of the places where they stand."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.words, self.places = layers.Embedding(300, 8), layers.Embedding(12, 8)

    def call(self, x: Any) -> Any:
        return self.words(x) + self.places(ops.arange(12))


def transformer() -> Usual:
    inputs = keras.Input((12,), dtype="int32")
    hidden = layers.GlobalAveragePooling1D()(Block()(Places()(inputs)))
    model = keras.Model(inputs, layers.Dense(2, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy")
    return Usual(model, WORDS, np.arange(600) % 2)


class Ratings(keras.Model):
    """Users and films in the columns of one array, each with its vector."""

    def __init__(self) -> None:
        super().__init__()
        self.users, self.films = layers.Embedding(10, 4), layers.Embedding(300, 4)

    def call(self, x: Any) -> Any:
        both = self.users(x[:, 0]) * self.films(x[:, 1])
        return ops.sum(both, axis=-1, keepdims=True)


def collaborative_filtering() -> Usual:
    model = Ratings()
    model.compile("adam", "mean_squared_error")
    pairs = np.stack([WORDS[:, 0] % 10, WORDS[:, 1]], axis=1)
    model(pairs[:2])
    return Usual(model, pairs, SUM)


def two_outputs() -> Usual:
    inputs = keras.Input((8,))
    hidden = layers.Dense(16, activation="relu")(inputs)
    sold = layers.Dense(1, activation="sigmoid", name="sold")(hidden)
    price = layers.Dense(1, name="price")(hidden)
    model = keras.Model(inputs, {"price": price, "sold": sold})
    model.compile("adam", {"price": "mean_squared_error", "sold": "binary_crossentropy"})
    return Usual(model, TABLE, {"price": SUM, "sold": (SUM > 0).astype("float32")})


def two_outputs_in_a_list() -> Usual:
    inputs = keras.Input((8,))
    hidden = layers.Dense(16, activation="relu")(inputs)
    last = layers.Dense(1, activation="sigmoid")(hidden)
    first = layers.Dense(3, activation="softmax")(hidden)
    model = keras.Model(inputs, [first, last])
    model.compile("adam", ["sparse_categorical_crossentropy", "binary_crossentropy"])
    return Usual(model, TABLE, [np.digitize(SUM, [-0.5, 0.5]), (SUM > 0).astype("float32")])


def towers() -> Usual:
    inputs = [keras.Input((4,)), keras.Input((4,))]
    ends = [layers.Dense(8, activation="tanh")(each) for each in inputs]
    model = keras.Model(inputs, layers.Dot(axes=1)(ends))
    model.compile("adam", "mean_squared_error")
    return Usual(model, [TABLE[:, :4], TABLE[:, 4:]], 3 * SUM)


def tags_of_words() -> Usual:
    model = keras.Sequential([keras.Input((12,), dtype="int32"), layers.Embedding(300, 8)])
    model.add(layers.LSTM(8, return_sequences=True))
    model.add(layers.Dense(2, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    return Usual(model, WORDS, (WORDS > 280).astype("int32"))


def warm_up() -> Usual:
    model = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu")])
    model.add(layers.Dense(1))
    rate = keras.optimizers.schedules.CosineDecay(0.0, 500, warmup_target=0.01, warmup_steps=50)
    model.compile(keras.optimizers.Adam(rate), "mean_squared_error")
    return Usual(model, TABLE, SUM)


def patches() -> Usual:
    inputs = keras.Input((8, 8, 1))
    hidden = layers.Conv2D(16, 4, strides=4)(inputs)
    hidden = layers.Flatten()(hidden)
    hidden = layers.Dense(16, activation="gelu")(hidden)
    model = keras.Model(inputs, layers.Dense(2, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy")
    return Usual(model, RANDOM.normal(size=(600, 8, 8, 1)).astype("float32"), np.arange(600) % 2)


def linear_bottleneck() -> Usual:
    sizes = [(32, "relu"), (4, None), (32, "relu"), (8, None)]
    model = keras.Sequential([keras.Input((8,)), *(layers.Dense(n, a) for n, a in sizes)])
    model.compile("adam", "mean_squared_error")
    return Usual(model, TABLE, TABLE)


def masks() -> Usual:
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(8, 3, padding="same")])
    model.add(layers.ReLU())
    model.add(layers.Conv2D(1, 1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy")
    x = RANDOM.normal(size=(600, 8, 8, 1)).astype("float32")
    return Usual(model, x, (x > 2).astype("float32"))


def counts() -> Usual:
    model = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu")])
    model.add(layers.Dense(1, activation="exponential"))
    model.compile("adam", "poisson")
    return Usual(model, TABLE, RANDOM.poisson(np.exp(SUM)))


def house_prices() -> Usual:
    model = keras.Sequential([keras.Input((8,)), layers.Dense(32, activation="relu")])
    model.add(layers.Dense(1))
    model.compile("rmsprop", "mean_squared_error")
    return Usual(model, TABLE, 22 + 8 * SUM, 80, 8)


def pictures_as_probabilities() -> Usual:
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(8, 3, padding="same")])
    model.add(layers.ReLU())
    model.add(layers.Conv2D(1, 3, activation="sigmoid", padding="same"))
    model.compile("adam", "binary_crossentropy")
    x = RANDOM.uniform(size=(600, 8, 8, 1)).astype("float32")
    return Usual(model, x, x)


USUAL = [
    transformer,
    collaborative_filtering,
    two_outputs,
    two_outputs_in_a_list,
    towers,
    tags_of_words,
    warm_up,
    patches,
    linear_bottleneck,
    masks,
    counts,
    house_prices,
    pictures_as_probabilities,
]


@pytest.mark.parametrize("make", USUAL)
def test_nothing_is_found_in_a_usual_network(make: Callable[[], Usual]) -> None:
    model, x, y, epochs, batch_size = make()
    report = check(model, x, y, epochs=epochs, batch_size=batch_size)
    assert report.faults == ()
    assert report.findings == ()
