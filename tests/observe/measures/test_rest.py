"""Units at rest, told from slopes."""

import numpy as np
from kb_observe.measures import dead_share, saturated_share


def test_a_unit_is_dead_if_no_sample_moves_it() -> None:
    slope = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.5]])
    assert dead_share(slope) == 1 / 3
    assert saturated_share(slope) == 4 / 6


def test_units_stand_on_the_last_axis() -> None:
    slope = np.zeros((2, 4, 4, 3))
    slope[1, 2, 3, 0] = 0.005
    assert dead_share(slope) == 2 / 3
    assert saturated_share(slope) == 1.0
