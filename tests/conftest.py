"""What holds for all tests."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # machines are shared, and so is their time
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no process waits for another's last test."""
    items.sort(key=lambda item: "system" not in item.path.parts)


def pytest_collection_finish() -> None:
    """Leave what is imported alone from now on: else every full collection visits TensorFlow."""
    gc.freeze()
