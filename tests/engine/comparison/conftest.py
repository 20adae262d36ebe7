"""Runs that tests compare."""

from pathlib import Path

import pytest

from tests.engine.comparison.pretended import NOISE, pretend


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two activations by two initializers by six seeds; selu is better by 0.05."""
    folder = tmp_path_factory.mktemp("logs")
    for act, gain in (("relu", 0.0), ("selu", 0.05)):
        for init, shift in (("he_normal", 0.0), ("lecun_normal", 0.2)):
            for seed, noise in enumerate(NOISE):
                own = noise / 10 if act == "selu" else 0.0
                score = 0.5 + gain + shift + noise + own
                pretend(folder, score, act=act, init=init, seed=seed)
    return folder
