"""Which devices decide how a run is compiled."""

import pytest
import tensorflow as tf
from kb_engine.training.step._compilation import on_cpu


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What TensorFlow finds in the machine, and what of it this process may use."""
    found: dict[str, list[str]] = {"physical": [], "logical": []}
    for kind, names in found.items():
        monkeypatch.setattr(tf.config, f"list_{kind}_devices", lambda _, names=names: names)
    return found


def test_a_gpu_that_the_process_may_use_counts(devices: dict[str, list[str]]) -> None:
    devices["physical"] += ["a GPU"]
    devices["logical"] += ["a GPU"]
    assert not on_cpu()


def test_a_gpu_that_the_process_may_not_use_does_not_count(devices: dict[str, list[str]]) -> None:
    devices["physical"] += ["a GPU that is hidden"]
    assert on_cpu()
