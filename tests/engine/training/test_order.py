"""An epoch's order depends on the seed and the epoch, on nothing else."""

import numpy as np
from kb_engine.training import epoch_order


def test_an_order_visits_every_sample_once() -> None:
    assert sorted(epoch_order(100, seed=1, epoch=0)) == list(range(100))


def test_an_order_can_be_drawn_again_without_the_ones_before() -> None:
    orders = [epoch_order(100, seed=1, epoch=epoch) for epoch in range(3)]
    np.testing.assert_array_equal(orders[2], epoch_order(100, seed=1, epoch=2))


def test_orders_differ_between_epochs_and_between_seeds() -> None:
    first = epoch_order(100, seed=1, epoch=0)
    assert (first != epoch_order(100, seed=1, epoch=1)).any()
    assert (first != epoch_order(100, seed=2, epoch=0)).any()


def test_the_order_of_a_seed_never_changes() -> None:
    """Old checkpoints rely on it."""
    assert epoch_order(8, seed=42, epoch=1).tolist() == [0, 4, 6, 1, 2, 7, 3, 5]
