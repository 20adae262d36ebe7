"""What holds for all tests."""

import gc

from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # machines are shared, and so is their time
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Leave what is imported alone from now on: else every full collection visits TensorFlow."""
    gc.freeze()
