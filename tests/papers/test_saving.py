"""Models with layers of this package save, and load where the package has been imported."""

from pathlib import Path

import keras
import numpy as np
import pytest
from kb_papers.acon import AconC
from kb_papers.drop_block import DropBlock
from kb_papers.rrelu import RReLU
from kb_papers.scale_norm import ScaleNorm
from kb_papers.stochastic_depth import StochasticDepth
from kb_registry import LayerBlock

BLOCKS = [AconC(0.5), DropBlock(0.1, 3), RReLU(2.0, 4.0), ScaleNorm(0.1), StochasticDepth(0.2)]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_a_layer_comes_back_as_it_was(block: LayerBlock, tmp_path: Path) -> None:
    inputs = keras.Input((4, 4, 3))
    model = keras.Model(inputs, block.build()(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.layers[1].get_config() == model.layers[1].get_config()
    x = np.random.default_rng(0).normal(size=(2, 4, 4, 3)).astype(np.float32)
    np.testing.assert_array_equal(model(x), loaded(x))


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_a_layer_trains_in_a_compiled_graph(block: LayerBlock) -> None:
    inputs = keras.Input((8, 8, 3))
    x = block.build()(keras.layers.Conv2D(4, 3)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.Flatten()(x)))
    model.compile("adam", "mse")
    samples = np.random.default_rng(0).normal(size=(16, 8, 8, 3)).astype(np.float32)
    history = model.fit(samples, samples.mean(axis=(1, 2, 3)), epochs=2, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
