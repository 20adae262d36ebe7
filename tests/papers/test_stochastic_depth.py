"""Stochastic depth: Huang et al. 2016."""

import numpy as np
from kb_papers.stochastic_depth import StochasticDepth


def test_samples_are_left_out_as_a_whole_and_the_others_scaled() -> None:
    y = np.array(StochasticDepth(0.2, seed=1).build()(np.ones((20_000, 3, 2)), training=True))
    samples = y.reshape(20_000, -1)
    np.testing.assert_array_equal(samples.min(axis=1), samples.max(axis=1))
    np.testing.assert_allclose(np.unique(samples), [0, 1.25])
    assert abs((samples[:, 0] == 0).mean() - 0.2) < 4 * np.sqrt(0.2 * 0.8 / 20_000)


def test_inference_leaves_nothing_out() -> None:
    x = np.ones((10, 3), np.float32)
    np.testing.assert_array_equal(StochasticDepth(0.9).build()(x, training=False), x)


def test_the_expected_depth_of_the_papers_network() -> None:
    """54 residual blocks that survive with 1 - l / 108 have about 40 in use at a time."""
    alive = 0.0
    for index in range(1, 55):
        layer = StochasticDepth(index / 108, seed=index).build()
        alive += (np.array(layer(np.ones((4000, 1)), training=True)) > 0).mean()
    assert abs(alive - 40) < 0.5
