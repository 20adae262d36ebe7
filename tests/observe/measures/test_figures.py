"""What Keras logs, as single numbers."""

import numpy as np
from kb_observe.measures import figures


def test_numbers_are_named_by_their_place() -> None:
    found = dict(figures({"loss": 0.5, "f1": np.array([1.0, 0.25]), "both": np.ones((1, 2))}))
    assert found == {"loss": 0.5, "f1/0": 1.0, "f1/1": 0.25, "both/0/0": 1.0, "both/0/1": 1.0}
