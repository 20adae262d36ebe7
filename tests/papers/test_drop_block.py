"""DropBlock: Ghiasi et al. 2018."""

import numpy as np
import pytest
from kb_papers.drop_block import DropBlock


def trained(block: DropBlock, shape: tuple[int, ...]) -> np.ndarray:
    """What the layer makes of ones in training."""
    return np.array(block.build()(np.ones(shape), training=True))


def test_single_values_are_dropped_at_the_rate() -> None:
    y = np.array(
        DropBlock(0.3, block_size=1, seed=1).build()(np.ones((50, 20, 20, 8)), training=True)
    )
    assert abs((y == 0).mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / y.size)


@pytest.mark.parametrize("block_size", [2, 3, 7])
def test_what_is_dropped_are_squares(block_size: int) -> None:
    y = np.array(
        DropBlock(0.05, block_size, seed=1).build()(np.ones((40, 20, 20, 4)), training=True)
    )
    dropped = y == 0
    covered = np.zeros_like(dropped)
    places = 20 - block_size + 1
    for row in range(places):
        for column in range(places):
            square = np.s_[:, row : row + block_size, column : column + block_size]
            whole = dropped[square].all(axis=(1, 2), keepdims=True)
            covered[square] |= whole
    assert dropped.any()
    np.testing.assert_array_equal(covered, dropped)


def test_gamma_of_the_paper_drops_about_the_rate_and_the_mean_stays() -> None:
    """Squares overlap, so that a little less than the rate is dropped."""
    y = trained(DropBlock(0.1, seed=1), (200, 28, 28, 8))
    assert 0.085 < (y == 0).mean() < 0.1
    assert abs(y.mean() - 1) < 1e-4


def test_channels_have_squares_of_their_own_and_inference_none() -> None:
    layer = DropBlock(0.3, block_size=3, seed=1).build()
    x = np.ones((1, 12, 12, 2), np.float32)
    y = np.array(layer(x, training=True))
    assert not np.array_equal(y[..., 0], y[..., 1])
    np.testing.assert_array_equal(layer(x, training=False), x)


def test_a_square_is_no_larger_than_the_image() -> None:
    y = np.array(
        DropBlock(0.5, block_size=7, seed=1).build()(np.ones((50, 4, 4, 1)), training=True)
    )
    assert set((y == 0).mean(axis=(1, 2, 3))) == {0, 1}
