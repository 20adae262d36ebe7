"""Which devices decide how a run is compiled."""

import pytest
import tensorflow as tf
from kb_engine.training.step._compilation import on_cpu


def test_a_gpu_that_the_process_may_not_use_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda _: ["a GPU that is hidden"])
    assert on_cpu()
