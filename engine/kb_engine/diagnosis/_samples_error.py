"""What is said of samples that can't be looked at; without NumPy, as all errors are."""

from kb_registry import KerasBlocksError


class SamplesError(KerasBlocksError, ValueError):
    """Samples or targets that can't be looked at."""
