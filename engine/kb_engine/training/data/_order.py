"""The order in which an epoch visits its samples."""

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]


def epoch_order(samples: int, *, seed: int, epoch: int) -> Indices:
    """Return the shuffled sample indices of one epoch.

    The order depends on its arguments alone, not on what the process drew before, so a
    resumed run finds epoch k's order without replaying the epochs before it.

    Args:
        samples: Number of samples in the training data.
        seed: The run's seed, zero or more.
        epoch: Epoch, counted from zero.

    Returns:
        A permutation of `range(samples)`, shape `(samples,)`.

    """
    generator = np.random.default_rng([seed, epoch])
    return generator.permutation(samples).astype(np.int64)


def sequential_order(samples: int) -> Indices:
    """Return the indices of an epoch that visits its samples as they come."""
    return np.arange(samples, dtype=np.int64)
