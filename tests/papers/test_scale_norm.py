"""ScaleNorm: Nguyen & Salazar 2019."""

import numpy as np
from kb_papers.scale_norm import ScaleNorm


def test_samples_come_to_the_root_of_the_number_of_features() -> None:
    x = np.random.default_rng(0).normal(3, 2, size=(5, 64)).astype(np.float32)
    y = np.array(ScaleNorm().build()(x))
    np.testing.assert_allclose(np.linalg.norm(y, axis=1), 8, rtol=1e-5)
    np.testing.assert_allclose(y / x, (y / x)[:, :1].repeat(64, axis=1), rtol=1e-4)


def test_it_learns_a_single_number() -> None:
    layer = ScaleNorm().build()
    layer.build((None, 64))
    assert layer.count_params() == 1


def test_a_sample_of_zeros_stays_zero() -> None:
    np.testing.assert_array_equal(ScaleNorm().build()(np.zeros((1, 4), np.float32)), 0)
