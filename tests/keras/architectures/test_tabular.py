"""A network for rows of measurements, for classes and for regressions."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from kb_keras.architectures.tabular import Tabular
from kb_keras.datasets.tables.embedded import Diabetes, EmbeddedTable, Wine
from kb_registry import Blocks, DataError, DataSpec

Recipe = Callable[..., Blocks]


def test_each_column_is_spread_over_features_of_its_own(recipe: Recipe, table: DataSpec) -> None:
    model = Tabular(embedding=4).build(recipe("prelu"), table)
    embedding = keras.Model(model.input, model.get_layer("embedding").output)
    x = np.zeros((1, 13), np.float32)
    moved = x.copy()
    moved[0, 5] = 1
    changed = np.flatnonzero((embedding(x) - embedding(moved)).numpy().any(axis=(0, 2)))
    assert changed.tolist() == [5]
    assert np.abs(model.get_layer("embedding").kernel).max() <= 4**-0.5


def test_names_say_where_a_layer_stands(recipe: Recipe, table: DataSpec) -> None:
    model = Tabular(units=(20,)).build(recipe("prelu"), table)
    assert [layer.name for layer in model.layers] == [
        *("input", "embedding", "embedding_act", "embedding_flat"),
        *("hidden_1", "hidden_1_act", "output"),
    ]


def test_without_embedding_it_is_an_mlp(recipe: Recipe, table: DataSpec) -> None:
    model = Tabular(units=(20,), embedding=0).build(recipe("prelu"), table)
    assert [layer.name for layer in model.layers][1] == "hidden_1"


@pytest.mark.parametrize(
    ("dataset", "loss", "limit"),
    [(Wine(), "sparse_categorical_crossentropy", 0.2), (Diabetes(), "mse", 0.7)],
    ids=["classes", "regression"],
)
def test_it_learns_tables(recipe: Recipe, dataset: EmbeddedTable, loss: str, limit: float) -> None:
    keras.utils.set_random_seed(0)  # the order of the samples
    splits = dataset.load(seed=0)
    model = Tabular().build(recipe("he_normal", "prelu"), splits.spec)
    model.compile("adam", loss)
    model.fit(splits.train.x, splits.train.y, epochs=15, verbose=0)
    assert model.evaluate(splits.test.x, splits.test.y, verbose=0) < limit


def test_images_are_refused(recipe: Recipe, images: DataSpec) -> None:
    with pytest.raises(DataError, match=r"images has samples of shape \(28, 28\).*mlp or cnn"):
        Tabular().build(recipe(), images)
